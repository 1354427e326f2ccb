"""The command that makes an impact again from counts: for a funder who checks a report."""

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import ValidationError

import impact
from api.cli_french import cause
from api.cli_house import Refused, say
from api.drawings.french import number
from api.words import CHANNEL, KIND, MEASURE, NEW_PART
from impact import Amount, Figures, Measure, Request
from impact.quantities import UNIT
from ledger.values import DeviceKind

LARGEST = 1_000_000
"""Bytes of a file of counts; a report has some dozens of lines."""


def add_commands(commands: Any) -> None:
    again = commands.add_parser(
        "impact",
        help="recalculer un impact à partir de nombres d’appareils",
        description="Lit des nombres d’appareils et de pièces neuves (JSON) et écrit ce qui est "
        "potentiellement évité : valeur basse, centrale et haute. Avec la version des facteurs que "
        "nomme un rapport, ses chiffres reviennent au chiffre près. Forme du fichier : "
        '{"devices": [{"kind": "laptop", "channel": "purchase", "count": 120}], '
        '"new_parts": [{"part": "ssd", "count": 14}]}. '
        "La méthode est à l’adresse /methode.",
        epilog="Exemple : ./run meleze impact --counts nombres.json --set hautes-alpes-2026-1",
    )
    again.add_argument(
        "--counts", metavar="FICHIER", type=Path, required=True, help="les nombres, en JSON"
    )
    again.add_argument(
        "--set",
        metavar="VERSION",
        dest="version",
        help="version des facteurs (la dernière sinon), parmi : " + ", ".join(impact.versions()),
    )
    again.set_defaults(run=_impact)


def _impact(arguments: argparse.Namespace) -> int:
    asked = _asked(arguments.counts)
    version = impact.versions()[-1] if arguments.version is None else arguments.version
    try:
        found = asked.figures(impact.load(version))
    except impact.FactorsRefused as error:
        raise Refused(str(error)) from error
    except impact.OutOfBounds as error:
        raise Refused(
            f"L’hypothèse « {_ends(error.asked)} » sort des limites : de {number(error.lowest)} à "
            f"{number(error.highest)}."
        ) from error
    for line in _told(found):
        say(line)
    return 0


def _asked(path: Path) -> Request:
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except OSError as error:
        raise Refused(f"{path} : {cause(error)}.") from error
    if len(content) > LARGEST:
        raise Refused(f"{path} est trop gros : ce n’est pas un fichier de nombres.")
    try:
        return Request.model_validate_json(content)
    except ValidationError as error:
        where = ".".join(str(part) for part in error.errors()[0]["loc"])
        raise Refused(
            f"{path} n’a pas la forme attendue"
            + (f" (voir « {where} »)" if where else "")
            + " : ./run meleze impact --help la montre."
        ) from error


def _told(found: Figures) -> Iterator[str]:
    yield f"Facteurs : {found.factors} (SHA-256 {found.factors_sha256})"
    yield f"Années de seconde vie : {_ends(found.years)}"
    for channel, span in found.displacement.items():
        yield f"Part qui remplace un achat neuf, {CHANNEL[channel]} : {_ends(span)}"
    yield "Potentiellement évité (valeur basse / centrale / haute) :"
    for measure in Measure:
        yield f"  {MEASURE[measure]} : {_ends(found.avoided[measure])} {UNIT[measure]}"
    yield f"  pièces neuves, à retirer : {_ends(found.new_parts)} kg"
    yield f"  gaz à effet de serre, après les pièces neuves : {_ends(found.after_new_parts)} kg"
    if found.uncounted:
        yield "Non compté :"
    for row in found.uncounted:
        name = KIND[row.what] if isinstance(row.what, DeviceKind) else NEW_PART[row.what]
        yield f"  {row.count} × {name}, {MEASURE[row.measure]} : {row.reason}"


def _ends(each: Amount | impact.Span) -> str:
    return " / ".join(number(value) for value in (each.low, each.central, each.high))
