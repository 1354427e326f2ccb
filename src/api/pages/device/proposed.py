"""What the evidence already tells of each function, proposed on the form of tests.

A rule proposes only what the evidence proves (decision 0036). That a camera is fitted does not
say that it films: such a function is left to whoever holds the device, with what was seen of it.
Nothing here is recorded until somebody confirms it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from api.pages.device.scene import Scene
from api.words import PRESENCE, SOURCE
from ledger import device as d
from ledger.correction import effective, pages_of
from ledger.device import BatteryWear, Device, Function, Hardware, Outcome, Presence, StorageHealth
from ledger.values import Source

RUN_ON_THE_DEVICE = frozenset({Source.GLPI, Source.DMIDECODE, Source.LSHW, Source.EREUSE})
"""Tools that read the machine they run on. ``smartctl`` may read a disk in another machine."""

PUT_IN_DOUBT = (d.LabelRevoked, d.ReturnedForRepair, d.TakenBack, d.LoanReturned)
"""After these, what was measured before tells nothing of today."""

MOST_USED_PERCENT = 80
"""Of the writes that a flash disk was made for; beyond, somebody decides."""


@dataclass(frozen=True)
class Proposal:
    """An outcome, and why it is proposed."""

    outcome: Outcome
    why: str


@dataclass(frozen=True)
class Evidence:
    """What the rules look at."""

    device: Device
    hardware: Hardware
    source: Source
    """Of the newest inventory."""
    battery_floor_percent: int

    @property
    def disks(self) -> list[StorageHealth]:
        """What each storage told; of two tools on one disk, both."""
        return [*self.hardware.storages]

    @property
    def every_disk_told(self) -> bool:
        known = set(self.device.storages or ())
        return bool(known) and known == {health.storage for health in self.disks}

    @property
    def batteries(self) -> list[BatteryWear]:
        return [wear for wear in self.hardware.batteries if wear.full is not None]

    def presence(self, function: Function) -> tuple[Presence, Source] | None:
        seen = (each for each in self.hardware.sightings if each.function is function)
        return next(((each.presence, each.source) for each in seen), None)


class Rule(NamedTuple):
    """When the evidence holds, propose; ``because`` is read by whoever confirms."""

    function: Function
    outcome: Outcome
    holds: Callable[[Evidence], Source | None]
    """The tool whose word it is; None when the evidence does not tell."""
    because: str


def _read_on_it(evidence: Evidence) -> Source | None:
    return evidence.source if evidence.source in RUN_ON_THE_DEVICE else None


def _sound(health: StorageHealth) -> bool:
    counts = (health.reallocated_sectors, health.pending_sectors, health.uncorrectable_errors)
    worn = (health.used_percent or 0) > MOST_USED_PERCENT
    return health.passed is True and not any(counts) and not worn


def _every_disk_sound(evidence: Evidence) -> Source | None:
    sound = evidence.every_disk_told and all(map(_sound, evidence.disks))
    return evidence.disks[0].source if sound else None


def _a_disk_failing(evidence: Evidence) -> Source | None:
    failing = [h for h in evidence.disks if h.passed is False or h.pending_sectors]
    return failing[0].source if failing else None


def _left_percent(wear: BatteryWear) -> float:
    return 100 * (wear.full or 0) / wear.design


def _batteries_hold(evidence: Evidence) -> Source | None:
    known, floor = evidence.batteries, evidence.battery_floor_percent
    whole = bool(known) and len(known) == len(evidence.hardware.batteries)
    return known[0].source if whole and all(_left_percent(w) >= floor for w in known) else None


def _a_battery_worn(evidence: Evidence) -> Source | None:
    floor = evidence.battery_floor_percent
    worn = [wear for wear in evidence.batteries if _left_percent(wear) < floor]
    return worn[0].source if worn else None


def _seen(function: Function, presence: Presence) -> Callable[[Evidence], Source | None]:
    def holds(evidence: Evidence) -> Source | None:
        found = evidence.presence(function)
        return found[1] if found and found[0] is presence else None

    return holds


F, O = Function, Outcome  # noqa: E741 (a table reads better short)
_NOT_LISTED = "absent d’une liste complète des pièces"
_ON_LINE = "relié et servi d’une adresse pendant le relevé"

RULES: tuple[Rule, ...] = (
    Rule(F.POWER, O.PASSED, _read_on_it, "l’appareil était allumé pendant le relevé"),
    Rule(F.STORAGE, O.FAILED, _a_disk_failing, "un disque annonce une panne"),
    Rule(F.STORAGE, O.PASSED, _every_disk_sound, "chaque disque se dit sain, sans secteur perdu"),
    Rule(F.BATTERY, O.FAILED, _a_battery_worn, "elle garde moins de {floor} % de sa force"),
    Rule(F.BATTERY, O.PASSED, _batteries_hold, "elle garde au moins {floor} % de sa force"),
    *(
        Rule(function, O.PASSED, _seen(function, Presence.AT_WORK), _ON_LINE)
        for function in (F.WIFI, F.WIRED_NETWORK)
    ),
    *(
        Rule(function, O.NOT_FITTED, _seen(function, Presence.ABSENT), _NOT_LISTED)
        for function in (F.CAMERA, F.BLUETOOTH, F.WIFI, F.WIRED_NETWORK, F.OPTICAL_DRIVE)
    ),
)
"""In their order: the first that holds for a function is proposed. What no rule names is left to
the hands: a screen, a keyboard, a sound are tried by somebody."""


def evidence_of(scene: Scene, battery_floor_percent: int) -> Evidence | None:
    """What is known today; None when nothing was measured since somebody put it in doubt."""
    told: Source | None = None
    for _, event in effective(pages_of(scene.life)):
        if isinstance(event, d.Inventoried):
            told = event.source
        elif isinstance(event, PUT_IN_DOUBT):
            told = None
        elif isinstance(event, d.PartReplaced) and F.POWER in d.TOUCHES[event.part]:
            told = Source.MANUAL if told else None
    if told is None:
        return None
    hardware = scene.device.hardware or Hardware()
    return Evidence(scene.device, hardware, told, battery_floor_percent)


def proposals(evidence: Evidence | None) -> dict[Function, Proposal]:
    """What is proposed of each function that nobody tested since."""
    found: dict[Function, Proposal] = {}
    if evidence is None:
        return found
    device, checklist = evidence.device, evidence.device.checklist
    for rule in RULES:
        lawful = checklist.optional if rule.outcome is O.NOT_FITTED else checklist.all
        if rule.function in device.outcomes or rule.function not in lawful:
            continue
        if source := rule.holds(evidence):
            because = rule.because.format(floor=evidence.battery_floor_percent)
            why = f"{because} ({SOURCE[source]})"
            found.setdefault(rule.function, Proposal(rule.outcome, why))
    return found


def remarks(evidence: Evidence | None) -> dict[Function, str]:
    """What was seen of functions that are to be tried all the same."""
    seen = evidence.hardware.sightings if evidence else ()
    return {
        each.function: f"{PRESENCE[each.presence]} ({SOURCE[each.source]})"
        for each in seen
        if each.presence is Presence.FITTED
    }
