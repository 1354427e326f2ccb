"""The territory drawn: what is in stock where, and the path of one device."""

import math
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from itertools import pairwise
from zlib import crc32

from markupsafe import Markup

from api.drawings.french import number
from api.drawings.outlines import rings
from ledger.territory import Intercommunality, epci, intercommunalities

LARGEST_RADIUS_HM = 72
"""Of the circle of the largest stock. Two anchors are 155 hm apart or more: they never touch."""

NAME_GAP_HM = 36
DIGIT_HM = (29, 30)
"""Of one bold digit, as large as ``drawings.css`` makes it on a phone and as wide as fonts do."""

NAMES_ABOVE = frozenset({"200067320", "200067445", "200067742", "200068096", "240500439"})
"""Val d’Avance, Buëch, Serre-Ponçon, Champsaur, Briançonnais: below stands a neighbour."""
NUMBERS_LEFT = frozenset({"200067825"})
"""Gap-Tallard: on its right stands Val d’Avance."""

MARK_RADIUS_HM = 52
BEND = 0.16

PATH_MAP_CSS = """\
.path-map{display:block;width:100%;max-width:30rem;height:auto}
.path-map path{fill:var(--ink,#22302a);fill-opacity:.09;stroke:var(--paper,#fdfcf8);stroke-width:6}
.path-map .on{fill:var(--larch,#2c6a4b);fill-opacity:.32}
.path-map .way{fill:none;stroke:var(--amber,#b86a10);stroke-width:13;stroke-linecap:round;\
stroke-dasharray:1 23}
.path-map .stop{fill:var(--larch,#2c6a4b);stroke:var(--paper,#fdfcf8);stroke-width:6}
.path-map text{fill:var(--paper,#fdfcf8);font-size:56px;font-weight:700;text-anchor:middle}
@media(prefers-color-scheme:dark){
.path-map path{fill:var(--ink,#e8ece5);stroke:var(--paper,#161b18)}
.path-map .on{fill:var(--larch,#8fcaa6)}
.path-map .way{fill:none;stroke:var(--amber,#e3a754)}
.path-map .stop{fill:var(--larch,#8fcaa6);stroke:var(--paper,#161b18)}
.path-map text{fill:var(--paper,#161b18)}}
"""
"""For the one inline style sheet of the public page."""


def stock_map(
    counts: Mapping[str, int],
    *,
    href: Callable[[str], str] | None = None,
    title: str,
    unit: tuple[str, str] = ("appareil", "appareils"),
) -> Markup:
    """How many devices each intercommunalité holds, as circles whose *area* follows the number.

    Args:
        counts: SIREN to devices; an intercommunalité left out holds none.
        href: SIREN to address; each then is a link named « Briançonnais : 12 appareils ».
        title: what the map shows, in French, for who cannot see it.
        unit: one of what is counted, and several.

    Raises:
        KeyError: ``counts`` names an intercommunalité of another territory.
        ValueError: a count is negative.

    """
    shown = {row.siren: 0 for row in intercommunalities()}
    for siren, count in counts.items():
        if count < 0:
            raise ValueError(f"{siren}: {count} devices")
        shown[epci(siren).siren] = count
    key = f"{crc32(repr((title, sorted(shown.items()))).encode()):08x}"
    largest = max(shown.values())
    land = Markup("").join(
        Markup('<path id="land-{}-{}" class="{}" d="{}"/>').format(
            key, row.siren, row.part, row.outline
        )
        for row in intercommunalities()
    )
    beyond = Markup("").join(
        Markup('<path d="{}"/>').format(row.outside) for row in intercommunalities() if row.outside
    )
    stocks = Markup("").join(
        _stock(
            row,
            count := shown[row.siren],
            largest,
            f"land-{key}-{row.siren}",
            href and (href(row.siren), f"{number(count)} {unit[count > 1]}"),
        )
        for row in intercommunalities()
    )
    return Markup(
        '<figure class="drawing stock-map">'
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="{view}" role="{role}"'
        ' aria-labelledby="map-{key}"><title id="map-{key}">{title}</title>'
        '<defs><pattern id="hatch-{key}" width="11" height="11" patternUnits="userSpaceOnUse"'
        ' patternTransform="rotate(45)"><path class="hatch" d="M0 0v11"/></pattern></defs>'
        '<g class="beyond" fill="url(#hatch-{key})">{beyond}</g>'
        '<g class="land">{land}</g>{stocks}</svg>'
        '<figcaption><span aria-hidden="true">{title}.<br/></span>'
        "Hachures{nbsp}: communes de ces intercommunalités situées hors du"
        " département.</figcaption></figure>"
    ).format(
        view=view_box(),
        role="group" if href else "img",
        key=key,
        title=title,
        beyond=beyond,
        land=land,
        stocks=stocks,
        nbsp="\u00a0",
    )


def radius_hm(count: int, largest: int) -> float:
    """Radius of a circle whose area is to the largest one what the count is to its count."""
    return LARGEST_RADIUS_HM * math.sqrt(count / largest) if count else 0.0


def _stock(
    row: Intercommunality,
    count: int,
    largest: int,
    land: str,
    link: tuple[str, str] | None,
) -> Markup:
    x, y = row.anchor
    radius = radius_hm(count, largest)
    circle = Markup('<circle cx="{}" cy="{}" r="{:.1f}"/>').format(x, y, radius) if count else ""
    reach = max(radius, 20)
    name = Markup('<text class="name" x="{}" y="{:.0f}">{}</text>').format(
        x, y - reach - 16 if row.siren in NAMES_ABOVE else y + reach + NAME_GAP_HM, row.short_name
    )
    inside = Markup('<use href="#{}"/>{}{}{}').format(
        land, circle, _count(row, count, radius), name
    )
    if link is None:
        return Markup('<g class="stock">{}</g>').format(inside)
    address, how_many = link
    said = f"{row.display_name}\u00a0: {how_many}"
    return Markup('<a class="stock" href="{}" aria-label="{}">{}</a>').format(address, said, inside)


def _count(row: Intercommunality, count: int, radius: float) -> Markup:
    """The number: inside its circle when its corners fit, else beside it."""
    x, y = row.anchor
    figure = number(count)
    place, across = "", float(x)
    if not count:
        place = " none"
    elif radius < math.hypot(DIGIT_HM[0] * len(figure), DIGIT_HM[1]) / 2:
        left = row.siren in NUMBERS_LEFT
        place = " before" if left else " after"
        across = x - radius - 10 if left else x + radius + 10
    return Markup('<text class="count{}" x="{:.0f}" y="{}">{}</text>').format(
        place, across, y + 14, figure
    )


def path_map(sirens_on_path: Sequence[str], *, title: str) -> Markup:
    """The way of one device, from territory to territory: numbered stops and a line.

    Args:
        sirens_on_path: SIREN of each stop in order: collected, reconditioned, in stock.
            A stop in the territory of an earlier one shares its mark: « 1·2 ».
        title: the path in words, in French, for who cannot see it.

    Raises:
        KeyError: a stop is in no intercommunalité of the territory.

    """
    stops: dict[str, list[str]] = {}
    for rank, siren in enumerate(sirens_on_path, start=1):
        stops.setdefault(epci(siren).siren, []).append(str(rank))
    land = Markup("").join(
        Markup('<path{} d="{}"/>').format(
            Markup(' class="on"') if row.siren in stops else "", row.coarse_outline
        )
        for row in sorted(intercommunalities(), key=lambda row: row.siren in stops)
    )
    legs = [
        _leg(epci(start).anchor, epci(end).anchor)
        for start, end in pairwise(sirens_on_path)
        if start != end
    ]
    marks = Markup("").join(_mark(epci(siren), "·".join(ranks)) for siren, ranks in stops.items())
    return Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" class="path-map" viewBox="{view}" role="img"'
        ' aria-labelledby="path-map"><title id="path-map">{title}</title>'
        "{land}{legs}{marks}</svg>"
    ).format(
        view=view_box(beyond=False),
        title=title,
        land=land,
        legs=Markup('<path class="way" d="{}"/>').format(" ".join(legs)) if legs else "",
        marks=marks,
    )


def _leg(start: tuple[int, int], end: tuple[int, int]) -> str:
    """A bow, so that the way back does not cover the way out."""
    (x1, y1), (x2, y2) = start, end
    bend_x = (x1 + x2) / 2 + (y2 - y1) * BEND
    bend_y = (y1 + y2) / 2 - (x2 - x1) * BEND
    return f"M{x1} {y1}Q{bend_x:.0f} {bend_y:.0f} {x2} {y2}"


def _mark(row: Intercommunality, ranks: str) -> Markup:
    x, y = row.anchor
    half = MARK_RADIUS_HM + 13 * (len(ranks) - 1)
    return Markup(
        '<rect class="stop" x="{}" y="{}" width="{}" height="{}" rx="{}"/>'
        '<text x="{}" y="{}">{}</text>'
    ).format(
        x - half,
        y - MARK_RADIUS_HM,
        2 * half,
        2 * MARK_RADIUS_HM,
        MARK_RADIUS_HM,
        x,
        y + 19,
        ranks,
    )


@cache
def view_box(*, beyond: bool = True) -> str:
    """Frame of the whole territory, or of its part in the department only."""
    corners = [
        corner
        for row in intercommunalities()
        for path in (row.outline, row.outside if beyond else "")
        for ring in rings(path)
        for corner in ring
    ]
    margin = 6
    west, north = (min(corner[axis] for corner in corners) - margin for axis in (0, 1))
    east, south = (max(corner[axis] for corner in corners) + margin for axis in (0, 1))
    return f"{west} {north} {east - west} {south - north}"
