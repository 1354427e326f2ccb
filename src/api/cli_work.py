"""Commands about the work: import an inventory, print stickers, places and structures."""

import argparse
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from api import cli_impact, cli_labels
from api.cli_french import cause
from api.cli_house import AUTHOR, Refused, house, place_named, say, settings_of
from api.imported import Summary
from api.importing import import_inventory
from api.pages.device.measures import differing as in_words
from api.words import DONOR, ORGANISATION_FORM, ROLE
from ledger.lot import LotOpened
from ledger.organisation import OrganisationForm, OrganisationJoined
from ledger.place import PlaceOpened
from ledger.territory import find_commune
from ledger.values import DonorKind, OrganisationId, PlaceId, PlaceRole
from projections import organisations, places


def add_commands(commands: Any) -> None:
    _add_import(commands)
    cli_labels.add_commands(commands)
    cli_impact.add_commands(commands)
    _add_place(commands)


def _add_import(commands: Any) -> None:
    read = commands.add_parser(
        "import",
        help="importer un inventaire",
        description="Lit un inventaire (CSV, JSON de GLPI, relevé dmidecode, lshw ou eReuse, "
        "relevés smartctl avec l’un d’eux, ou une archive zip de plusieurs) et enregistre chaque "
        "machine. Une machine déjà au registre n’est pas enregistrée deux fois.",
        epilog='Exemple : ./run meleze import inventaire.zip --place "Atelier du Mélézin" '
        "--donor company. Une seule machine : ./run meleze import --one-machine dmi.txt lshw.json "
        '--place "Atelier du Mélézin"',
    )
    read.add_argument("files", metavar="FICHIER", type=Path, nargs="+", help="l’inventaire")
    read.add_argument(
        "--one-machine",
        action="store_true",
        help="tous ces fichiers sont d’une seule machine, réunis en un inventaire",
    )
    place_help = "début du nom du lieu où sont les machines"
    read.add_argument("--place", metavar="LIEU", required=True, help=place_help)
    read.add_argument(
        "--lot",
        type=UUID,
        help="lot ouvert auquel les joindre : la fin de son adresse (sinon un nouveau)",
    )
    read.add_argument(
        "--donor",
        metavar="DONATEUR",
        choices=[each.value for each in DonorKind],
        default="unknown",
        help="qui a donné : " + ", ".join(f"{k} ({v})" for k, v in DONOR.items()),
    )
    read.add_argument(
        "--free-public-gift", action="store_true", help="don gratuit d’un organisme public"
    )
    read.set_defaults(run=_import)


def _import(arguments: argparse.Namespace) -> int:
    name, data = _files(arguments.files, one_machine=arguments.one_machine)
    if arguments.free_public_gift and arguments.donor != DonorKind.PUBLIC_BODY:
        raise Refused("Seul un organisme public (--donor public_body) fait un don public gratuit.")
    with house(settings_of(arguments)) as open_house:
        place = place_named(open_house, arguments.place).subject
        opening = LotOpened(
            happened_at=datetime.now(UTC),
            place=PlaceId(place),
            donor=DonorKind(arguments.donor),
            free_public_gift=arguments.free_public_gift,
        )
        lot = arguments.lot or opening
        summary = import_inventory(
            open_house, AUTHOR, lot, place, name, data, one_machine=arguments.one_machine
        )
    return _tell(summary)


def _files(paths: Sequence[Path], *, one_machine: bool) -> tuple[str, bytes]:
    """Name and bytes of what is imported: the file, or an archive of those of one machine.

    The archive is the same each time, so that the same files sent twice change nothing.
    """
    if len(paths) > 1 and not one_machine:
        raise Refused(
            "Un fichier à la fois, ou une archive zip. Plusieurs fichiers d’une seule machine : "
            "ajoutez --one-machine."
        )
    try:
        told = {path.name: path.read_bytes() for path in paths}
    except OSError as error:
        raise Refused(f"{error.filename} ne se lit pas : {cause(error)}.") from error
    if len(told) < len(paths):
        raise Refused("Deux de ces fichiers portent le même nom : renommez-en un.")
    if len(paths) == 1:
        return paths[0].name, told[paths[0].name]
    archive = BytesIO()
    with zipfile.ZipFile(archive, "w") as files:
        for name in sorted(told):
            files.writestr(zipfile.ZipInfo(name), told[name])
    return f"{len(told)} fichiers", archive.getvalue()


def _tell(summary: Summary) -> int:
    say(
        f"Lues : {summary.read}. Enregistrées : {summary.recorded}. Déjà là : {summary.already}. "
        f"Refusées : {len(summary.refused)}." + (f" Lot {summary.lot}." if summary.lot else "")
    )
    for refusal in summary.refused:
        say(f"  {refusal.origin} : {refusal.why}")
    for origin, what in summary.not_understood:
        say(f"  {origin} : laissé de côté : {what}")
    for differing in summary.differing:
        say(f"  {differing.origin}, ces sources ne disent pas la même chose :")
        for told in in_words(differing.differences):
            sides = " ; ".join(f"{value} ({source})" for source, value in told.said)
            say(f"    {told.field} : {sides}")
    return 1 if summary.refused and not summary.recorded and not summary.already else 0


def _add_place(commands: Any) -> None:
    place = commands.add_parser(
        "place",
        help="lieux et structures de la filière",
        description="Montre les lieux ouverts, ou en ouvre un.",
        epilog='Exemple : ./run meleze place open "Atelier de Gap" --organisation "Les Ordis" '
        "--commune Gap --role refurbishing_shop",
    )
    actions = place.add_subparsers(title="actions", required=True, metavar="ACTION")
    show = actions.add_parser(
        "list", help="montrer les lieux", epilog="Exemple : ./run meleze place list"
    )
    show.set_defaults(run=_list_places)
    new = actions.add_parser(
        "open",
        help="ouvrir un lieu, et sa structure si elle est nouvelle",
        epilog='Exemple : ./run meleze place open "Atelier de Gap" --organisation "Les Ordis" '
        "--commune Gap --role refurbishing_shop --role collection_point",
    )
    new.add_argument("name", metavar="NOM", help="comme on le lira sur les pages")
    new.add_argument(
        "--organisation", metavar="STRUCTURE", required=True, help="nom de la structure"
    )
    new.add_argument(
        "--form",
        metavar="FORME",
        choices=[each.value for each in OrganisationForm],
        default="association",
        help="forme d’une structure nouvelle : "
        + ", ".join(f"{k} ({v})" for k, v in ORGANISATION_FORM.items()),
    )
    new.add_argument("--commune", required=True, help="nom de la commune")
    new.add_argument(
        "--role",
        metavar="ROLE",
        action="append",
        required=True,
        choices=[each.value for each in PlaceRole],
        help="ce que fait le lieu, plusieurs fois au besoin : "
        + ", ".join(f"{k} ({v})" for k, v in ROLE.items()),
    )
    new.add_argument("--takes-money", action="store_true", help="le lieu encaisse")
    new.set_defaults(run=_open_place)


def _list_places(arguments: argparse.Namespace) -> int:
    with house(settings_of(arguments)) as open_house, open_house.pool.connection() as connection:
        for row in places.read_all(connection):
            roles = ", ".join(ROLE[role] for role in row.roles)
            say(f"{row.subject}  {row.name} ({row.commune_name}) : {roles}")
    return 0


def _open_place(arguments: argparse.Namespace) -> int:
    commune = find_commune(arguments.commune)
    if commune is None:
        raise Refused(f"Aucune commune du territoire ne s’appelle « {arguments.commune} ».")
    now = datetime.now(UTC)
    with house(settings_of(arguments)) as open_house:
        with open_house.pool.connection() as connection:
            known = {row.name.casefold(): row.subject for row in organisations.read_all(connection)}
        organisation = known.get(arguments.organisation.casefold())
        entries = []
        if organisation is None:
            organisation = uuid4()
            form = OrganisationForm(arguments.form)
            joined = OrganisationJoined(happened_at=now, name=arguments.organisation, form=form)
            entries.append((organisation, joined))
        place = uuid4()
        opened = PlaceOpened(
            happened_at=now,
            name=arguments.name,
            organisation=OrganisationId(organisation),
            commune=commune.insee,
            roles=frozenset(map(PlaceRole, arguments.role)),
            takes_money=arguments.takes_money,
        )
        open_house.record_events(AUTHOR, *entries, (place, opened))
    say(f"{arguments.name} est ouvert : {place}")
    return 0
