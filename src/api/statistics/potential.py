"""The impact of a period: the one calculator, on protected counts and with what was frozen."""

from collections.abc import Iterator
from dataclasses import dataclass

import impact
from api import words
from api.drawings.french import number
from api.statistics.crossing import Shown, counted_as, crossed
from api.statistics.french import FEWER, cell_words
from impact import Figures, NewPart, Span
from ledger.statistics import Assumed, TotalsCounted
from ledger.values import DeviceKind

BEFORE_IT_WAS_FROZEN = "Non compté\u00a0: cette période a été close avant que l’impact soit figé."
TOO_FEW = "Non compté\u00a0: aucun type d’appareil ou aucun canal n’atteint onze personnes."
ANOTHER_FILE = (
    "Non compté\u00a0: les facteurs de cette période manquent à ce serveur, ou ont changé."
)
TOGETHER = "Types d’appareil comptés ensemble\u00a0: aucun facteur ne leur est commun."
HIDDEN = "Laissé de côté\u00a0: le chiffre publié n’est pas donné."


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What no total holds. ``count`` is None for fewer than eleven."""

    label: str
    count: int | None
    reason: str

    @property
    def count_words(self) -> str:
        return FEWER if self.count is None else number(self.count)


@dataclass(frozen=True, slots=True)
class Impact:
    """Figures with their ranges, their set and what they leave out."""

    figures: Figures
    left_out: tuple[LeftOut, ...]


def impact_of_period(
    totals: TotalsCounted | None, kinds: Shown, channels: Shown
) -> tuple[Impact | None, str]:
    """The impact, or why there is none."""
    if totals is None:
        return None, BEFORE_IT_WAS_FROZEN
    if totals.factors not in impact.versions():
        return None, ANOTHER_FILE
    factors = impact.load(totals.factors)
    if factors.sha256 != totals.factors_sha256:
        return None, ANOTHER_FILE
    devices = crossed(kinds, channels)
    if not devices:
        return None, TOO_FEW
    made = impact.figures(
        factors,
        devices,
        {NewPart(each.part): each.count for each in totals.new_parts},
        years=_span(totals.years),
        displacement={channel: _span(each) for channel, each in totals.displacement.items()},
    )
    return Impact(made, tuple(_left_out(made, kinds))), ""


def _left_out(made: Figures, kinds: Shown) -> Iterator[LeftOut]:
    for cell, count in kinds.items():
        if count is None:
            yield LeftOut(cell_words(cell), None, HIDDEN)
        elif counted_as(cell) is None and count:
            yield LeftOut(cell_words(cell), count, TOGETHER)
    for each in made.uncounted:
        names = words.KIND if isinstance(each.what, DeviceKind) else words.NEW_PART
        label = f"{names[each.what]} ({words.MEASURE[each.measure]})"
        yield LeftOut(label[:1].upper() + label[1:], each.count, each.reason)


def _span(assumed: Assumed) -> Span:
    return Span(low=assumed.low, central=assumed.central, high=assumed.high)
