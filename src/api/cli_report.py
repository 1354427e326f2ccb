"""The command that writes a report: the same file as the button of the pages."""

import argparse
from pathlib import Path
from typing import Any

from api import reporting
from api.cli_french import cause
from api.cli_house import Refused, house, say, settings_of
from api.house import House
from api.reporting import Unwritten, Written


def add_commands(commands: Any) -> None:
    report = commands.add_parser(
        "report",
        help="écrire le rapport d’une période ou d’un exercice, en PDF",
        description="Écrit le rapport à joindre à une délibération, en PDF. D’une période : ce qui "
        "est publié, pour tous ; le fichier est le même chaque fois. D’un exercice : ses comptes, "
        "exacts, et ses périodes publiées ; le fichier change tant que le fonds bouge. Sans rien, "
        "la dernière période publiée.",
        epilog="Exemple : ./run meleze report --year 2026 --output rapport-2026.pdf",
    )
    about = report.add_mutually_exclusive_group()
    about.add_argument("--period", metavar="N", type=int, help="numéro de la période")
    about.add_argument("--year", metavar="ANNÉE", type=int, help="exercice du fonds")
    report.add_argument(
        "--output", metavar="FICHIER", type=Path, help="fichier à écrire (nommé d’après le rapport)"
    )
    report.set_defaults(run=_report)


def _report(arguments: argparse.Namespace) -> int:
    with house(settings_of(arguments)) as open_house:
        try:
            written = _written(open_house, arguments)
        except Unwritten as nothing:
            raise Refused(str(nothing)) from nothing
        public = open_house.settings.public_url
    path = arguments.output or Path(written.name)
    try:
        path.write_bytes(written.content)
    except OSError as error:
        raise Refused(f"{path} ne s’écrit pas : {cause(error)}.") from error
    say(f"Rapport dans {path}, empreinte SHA-256 : {written.sha256}")
    if not public:
        say("Adresse non publique : avant de diffuser, réglez MELEZE_PUBLIC_URL.")
    return 0


def _written(open_house: House, arguments: argparse.Namespace) -> Written:
    if arguments.year is not None:
        return reporting.of_year(open_house, arguments.year)
    asked = arguments.period
    return reporting.of_period(
        open_house, reporting.newest_period(open_house) if asked is None else asked
    )
