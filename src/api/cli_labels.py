"""The command that prints a batch of blank stickers."""

import argparse
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import labels
from api.cli_french import cause
from api.cli_house import AUTHOR, Refused, house, place_named, say, settings_of
from api.pages.lot_door import lot_name
from api.pages.printing import PAPERS, Unprinted, printing_of
from api.paper import stickers
from api.settings import Settings
from ledger.batch import MOST_CODES, BatchPrinted
from ledger.codes import new_code
from ledger.values import OrganisationId, PlaceId


def add_commands(commands: Any) -> None:
    draw = commands.add_parser(
        "labels",
        help="imprimer une série d’étiquettes vierges",
        description="Crée une série d’étiquettes pour un lieu, et l’écrit en PDF (ou en ZPL si le "
        "fichier finit par .zpl). Un code ne mène nulle part tant qu’il n’est pas associé à un "
        "appareil.",
        epilog='Exemple : ./run meleze labels --place "Atelier du Mélézin" --count 42 '
        "--paper L7160 --output etiquettes.pdf",
    )
    place_help = "début du nom du lieu où elles seront collées"
    draw.add_argument("--place", metavar="LIEU", required=True, help=place_help)
    draw.add_argument("--count", metavar="N", type=int, default=21, help="nombre d’étiquettes (21)")
    draw.add_argument(
        "--paper", metavar="PAPIER", default="L7160", help=f"papier, parmi : {', '.join(PAPERS)}"
    )
    draw.add_argument(
        "--dpi",
        metavar="POINTS",
        type=int,
        choices=[*labels.DOTS_PER_MM],
        default=203,
        help="finesse d’une imprimante Zebra : 203 ou 300 points par pouce (203)",
    )
    draw.add_argument(
        "--start", metavar="N", type=int, default=1, help="première case libre de la planche (1)"
    )
    for axis, way in (("x", "la droite"), ("y", "le bas")):
        draw.add_argument(
            f"--offset-{axis}-mm",
            metavar="MM",
            type=float,
            default=0.0,
            help=f"décalage vers {way}, en millimètres",
        )
    draw.add_argument(
        "--output", type=Path, required=True, metavar="FICHIER", help="fichier à écrire"
    )
    draw.set_defaults(run=_labels)


def _labels(arguments: argparse.Namespace) -> int:
    if not 1 <= arguments.count <= MOST_CODES:
        raise Refused(f"Le nombre d’étiquettes va de 1 à {MOST_CODES}.")
    settings = settings_of(arguments)
    codes = tuple(new_code() for _ in range(arguments.count))
    data = _drawn(arguments, settings, codes)
    batch = uuid4()
    with house(settings) as open_house:
        place = place_named(open_house, arguments.place)
        printed = BatchPrinted(
            happened_at=datetime.now(UTC),
            place=PlaceId(place.subject),
            organisation=OrganisationId(place.organisation),
            paper=arguments.paper,
            codes=codes,
        )
        # Written first: a batch on no paper would wait in the register for nothing.
        try:
            arguments.output.write_bytes(data)
        except OSError as error:
            raise Refused(f"{arguments.output} ne s’écrit pas : {cause(error)}.") from error
        open_house.record_events(AUTHOR, (batch, printed))
    say(
        f"{arguments.count} étiquettes dans {arguments.output}, vers {settings.address}/A/… "
        f"Série {lot_name(batch)}, {place.name}."
    )
    if not settings.public_url:
        say("Adresse non publique : avant d’imprimer pour de bon, réglez MELEZE_PUBLIC_URL.")
    return 0


def _drawn(arguments: argparse.Namespace, settings: Settings, codes: tuple[str, ...]) -> bytes:
    if arguments.paper not in PAPERS:
        raise Refused(f"Papier inconnu : {arguments.paper}. Il y a : {', '.join(PAPERS)}.")
    moved = (arguments.start, arguments.offset_x_mm, arguments.offset_y_mm) != (1, 0, 0)
    if moved and arguments.paper in labels.ROLLS:
        raise Refused("Un rouleau se règle sur l’imprimante : ni case, ni décalage.")
    asked = {
        "papier": arguments.paper,
        "points": str(arguments.dpi),
        "debut": str(arguments.start),
        "droite": str(arguments.offset_x_mm),
        "bas": str(arguments.offset_y_mm),
    }
    kind = "zpl" if arguments.output.suffix == ".zpl" else "pdf"
    try:
        return printing_of(asked).printed(kind, stickers(settings, codes))
    except Unprinted as refusal:
        raise Refused(" ".join(refusal.errors.values())) from refusal
