"""Makes one machine of what several tools said of it: a stated precedence, differences told.

Of each field the most trusted source that speaks is believed (``PRECEDENCE``), the others are
shown beside it. Nothing is averaged and nothing is dropped in silence.
"""

from collections.abc import Sequence
from typing import Any, get_args

from api.intake.machine import LARGEST_STORAGES, Machine, Report, Unread, as_far_as_valid
from api.intake.media import TOO_MANY_DISKS
from api.intake.merging_storages import merge_storages
from api.intake.text import letters, one_line
from ledger.device import Difference, Hardware, ReadFrom, Said, Sighting
from ledger.device.hardware import FieldName
from ledger.values import Facts, Source

TRUSTED = (
    Source.DMIDECODE,
    Source.GLPI,
    Source.LSHW,
    Source.EREUSE,
    Source.SMARTCTL,
    Source.CSV,
    Source.MANUAL,
)
"""Who is believed when nothing else is stated: whoever asks the firmware most directly."""

PRECEDENCE: dict[str, tuple[Source, ...]] = {
    # the panel is measured, or its frame; no firmware knows it
    "screen_inches": (Source.MANUAL, Source.CSV, Source.EREUSE),
    # read on a plate; a firmware dates its own last update
    "year_of_make": (Source.MANUAL, Source.CSV),
    # the sum of modules; lshw counts slot by slot as dmidecode does, GLPI may count what is left
    "memory_mb": (Source.DMIDECODE, Source.LSHW, Source.EREUSE, Source.GLPI),
    # dmidecode may list a socket for a core, or none
    "processor_cores": (Source.GLPI, Source.LSHW, Source.EREUSE, Source.DMIDECODE),
    # the gauge of the battery itself
    "battery_health_percent": (Source.GLPI, Source.EREUSE),
}
"""Fields for which somebody else is believed first; whoever is not named follows ``TRUSTED``."""

BY_EYE = frozenset({"screen_inches", "year_of_make"})
"""What a person knows better than a new reading does."""

AS_GOOD_AS: dict[str, float] = {
    "memory_mb": 0.15,
    "screen_inches": 0.03,
    "battery_health_percent": 0.06,
}
"""How far two sources may be apart, of the larger one, and still say the same: graphics take a
part of the memory, panels are rounded, batteries move between two readings."""

MOST_SAID = 8
MOST_READ = 80
SHOWN = {"kind", *Facts.model_fields} & set(get_args(FieldName))


def merged(reports: Sequence[Report], before: Report | None = None) -> Machine | Unread:
    """The machine that these reports describe together.

    Args:
        reports: at least one; what they say of one field is compared.
        before: what the register already knew. It fills what no report says, and its storages
            keep their names: an erasure that was proven stays so.

    """
    known = [*reports, before] if before else [*reports]
    differences: list[Difference] = []
    values: dict[str, Any] = {}
    for field in ("kind", *Facts.model_fields):
        if field != "storages":
            ordered = _ordered(field, known, before)
            values[field], difference = _pick(field, ordered)
            differences += [difference] if difference else []
    kind = values.pop("kind")
    if kind is None:
        why = next(filter(None, (report.why_no_kind for report in reports)), _NO_MACHINE)
        return Unread(reports[0].origin, why)
    storages = merge_storages(reports, before)
    if len(storages.storages or ()) > LARGEST_STORAGES:
        return Unread(reports[0].origin, TOO_MANY_DISKS)
    differences += [storages.difference] if storages.difference else []
    main = min(reports, key=lambda report: (report.of_a_disk, TRUSTED.index(report.source)))
    facts = as_far_as_valid(Facts, **values, storages=storages.storages)
    hardware = Hardware(
        read_from=_read_from(reports),
        storages=storages.health,
        batteries=_batteries(reports),
        sightings=_sightings(reports),
        differences=tuple(differences),
    )
    return Machine(
        main.source,
        main.origin,
        kind,
        facts,
        main.evidence_sha256,
        hardware=None if hardware == Hardware() else hardware,
    )


_NO_MACHINE = (
    "Ce relevé parle d’un disque seul : rien ne dit de quelle machine. "
    "Envoyez-le avec l’inventaire de la machine, ou depuis la page de l’appareil."
)


def _ordered(field: str, known: list[Report], before: Report | None) -> list[Report]:
    """The most trusted first; the register last, unless a person saw it with their eyes."""
    first = PRECEDENCE.get(field, ())
    order = [*first, *(source for source in TRUSTED if source not in first)]

    def rank(report: Report) -> tuple[bool, int]:
        by_eye = field in BY_EYE and report.source in {Source.MANUAL, Source.CSV}
        return report is before and not by_eye, order.index(report.source)

    return sorted(known, key=rank)


def _pick(field: str, ordered: list[Report]) -> tuple[Any, Difference | None]:
    """What is believed of one field, and the difference if somebody says otherwise."""
    told = [(report.source, _value(report, field)) for report in ordered]
    told = [(source, value) for source, value in told if value is not None]
    if not told:
        return None, None
    kept = told[0][1]
    others = [each for each in told[1:] if not _same(field, kept, each[1])]
    if not others or field not in SHOWN:
        return kept, None
    said = tuple(
        Said(source=source, value=one_line(str(value)))
        for source, value in (told[0], *others)[:MOST_SAID]
    )
    return kept, Difference.model_validate({"field": field, "said": said})


def _value(report: Report, field: str) -> Any:
    return report.kind if field == "kind" else getattr(report.facts, field)


def _same(field: str, one: Any, other: Any) -> bool:
    if isinstance(one, str) and isinstance(other, str):
        return letters(one) == letters(other)
    if field in AS_GOOD_AS:
        return bool(abs(one - other) <= AS_GOOD_AS[field] * max(one, other))
    return bool(one == other)


def _read_from(reports: Sequence[Report]) -> tuple[ReadFrom, ...]:
    """Every file with its tool, once; nothing when there was one."""
    found = dict.fromkeys((report.source, report.evidence_sha256) for report in reports)
    if len(found) == 1:
        return ()
    return tuple(
        ReadFrom(source=source, evidence_sha256=sha256)
        for source, sha256 in list(found)[:MOST_READ]
    )


def _batteries(reports: Sequence[Report]) -> tuple[Any, ...]:
    """Of the first source that measured them: two sources speak of the same batteries."""
    return next((r.measured.batteries for r in reports if r.measured.batteries), ())


def _sightings(reports: Sequence[Report]) -> tuple[Sighting, ...]:
    """One a function, the most telling: who saw it work, else who saw it, else who did not."""
    ranks = ("at_work", "fitted", "absent")
    found: dict[str, Sighting] = {}
    for report in reports:
        for each in report.measured.sightings:
            known = found.get(each.function)
            if known is None or ranks.index(each.presence) < ranks.index(known.presence):
                found[each.function] = each
    return tuple(found.values())
