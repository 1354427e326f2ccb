"""The command line: ``./run meleze …``. Its help is in French, each command with an example."""

import argparse
import sys
from collections.abc import Sequence

from pydantic import ValidationError

from api import cli_books, cli_people, cli_report, cli_service, cli_work
from api.access import AccessRefused
from api.cli_french import French
from api.cli_house import Refused
from api.refusals import sentence
from ledger import LedgerError
from ledger.migrate import MigrationRefused
from ledger.premises import DatabaseUnavailable


def parser() -> argparse.ArgumentParser:
    """Every command, each with its example."""
    top = French(
        prog="./run meleze",
        description="Mélèze : le registre des ordinateurs reconditionnés du territoire.",
        epilog="Aide d’une commande : ./run meleze COMMANDE --help",
    )
    commands = top.add_subparsers(title="commandes", required=True, metavar="COMMANDE")
    for module in (cli_service, cli_work, cli_people, cli_books, cli_report):
        module.add_commands(commands)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; a refusal is one French sentence and a status of 1."""
    chosen = parser().parse_args(arguments)
    try:
        return int(chosen.run(chosen) or 0)
    except LedgerError as error:
        print(sentence(error), file=sys.stderr)
    except ValidationError as error:
        fields = ", ".join(str(each["loc"][-1]) for each in error.errors() if each["loc"])
        print(f"Valeur refusée : {fields or 'voir l’aide de la commande'}.", file=sys.stderr)
    except (Refused, AccessRefused, DatabaseUnavailable, MigrationRefused) as error:
        print(error, file=sys.stderr)
    except KeyboardInterrupt:
        print("Interrompu.", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
