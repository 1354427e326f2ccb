"""The command that closes a period of the published figures."""

import argparse
from typing import Any

from api import statistics
from api.cli_house import AUTHOR, Refused, house, say, settings_of
from ledger.vault import SealBroken


def add_commands(commands: Any) -> None:
    close = commands.add_parser(
        "close-period",
        help="clore une période et publier ses chiffres",
        description="Compte ce qui a été remis ou vendu depuis la dernière clôture, tire les "
        "tableaux une seule fois, puis détruit les clés dont le délai est passé. Interrompue, la "
        "commande reprend où elle en était.",
        epilog="Exemple : ./run meleze close-period",
    )
    close.add_argument(
        "--finish",
        action="store_true",
        help="ne rien clore : seulement finir ce qui est clos (tableaux, clés) ; "
        "à taper aussi après avoir restauré le coffre",
    )
    close.set_defaults(run=_close)


def _close(arguments: argparse.Namespace) -> int:
    with house(settings_of(arguments)) as open_house:
        try:
            if arguments.finish:
                statistics.finish(open_house, AUTHOR)
                statistics.destroy_again(open_house)
            else:
                period = statistics.close(open_house, AUTHOR)
                say(f"Période {period.number} close : {period.total} personnes équipées, publiées.")
        except SealBroken as broken:
            raise Refused(
                "La clé maîtresse n’est pas celle qui a scellé les déclarations : rien n’est "
                "publié ni détruit. Remettez le bon fichier master.key, puis recommencez."
            ) from broken
        for each in statistics.kept_of(open_house).periods.values():
            until = each.ends_on + open_house.settings.keys_kept
            keys = "clés détruites" if each.destroyed else f"clés gardées jusqu’au {until:%d/%m/%Y}"
            span = f"du {each.begins_on:%d/%m/%Y} au {each.ends_on:%d/%m/%Y}"
            say(f"  {each.number} : {span}, {keys}")
    return 0
