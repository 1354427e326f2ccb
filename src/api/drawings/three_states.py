"""The territory drawn without a number: in each intercommunalité, one of three words."""

from collections.abc import Mapping
from zlib import crc32

from markupsafe import Markup

from api.drawings.map import NAME_GAP_HM, NAMES_ABOVE, view_box
from ledger.territory import Intercommunality, intercommunalities

RADIUS_HM = 34
MARKS = {
    "available": Markup('<circle class="mark full" cx="{x}" cy="{y}" r="{r}"/>'),
    "limited": Markup(
        '<circle class="mark" cx="{x}" cy="{y}" r="{r}"/>'
        '<path class="mark half" d="M{x} {low}a{r} {r} 0 0 1 0-{across}z"/>'
    ),
    "none": Markup('<circle class="mark" cx="{x}" cy="{y}" r="{r}"/>'),
}
"""A full disc, one that is filled on its left half, an empty one: told apart without colour."""


def state_map(states: Mapping[str, str], *, names: Mapping[str, str], title: str) -> Markup:
    """Each intercommunalité with the mark of its state; all marks have one size.

    Args:
        states: SIREN to ``available``, ``limited`` or ``none``, all nine of them.
        names: the French word of each state.
        title: what the map shows, in French, for who cannot see it.

    """
    key = f"{crc32(repr((title, sorted(states.items()))).encode()):08x}"
    land = Markup("").join(
        Markup('<path class="{}" d="{}"/>').format(states[row.siren], row.outline)
        for row in intercommunalities()
    )
    marks = Markup("").join(_mark(row, states[row.siren], names) for row in intercommunalities())
    return Markup(
        '<figure class="drawing state-map">'
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="{view}" role="img"'
        ' aria-labelledby="map-{key}"><title id="map-{key}">{title}</title>'
        '<g class="land">{land}</g>{marks}</svg>{legend}</figure>'
    ).format(view=view_box(beyond=False), key=key, title=title, land=land, marks=marks,
             legend=_legend(names))  # fmt: skip


def state_mark(state: str) -> Markup:
    """The same mark beside a word."""
    inside = MARKS[state].format(x=8, y=8, r=6, low=14, across=12)
    return Markup('<svg class="state" viewBox="0 0 16 16" aria-hidden="true">{}</svg>').format(
        inside
    )


def _legend(names: Mapping[str, str]) -> Markup:
    lines = (
        Markup("<li>{}{}</li>").format(state_mark(state), name) for state, name in names.items()
    )
    return Markup('<figcaption><ul class="row">{}</ul></figcaption>').format(Markup("").join(lines))


def _mark(row: Intercommunality, state: str, names: Mapping[str, str]) -> Markup:
    x, y = row.anchor
    mark = MARKS[state].format(x=x, y=y, r=RADIUS_HM, low=y + RADIUS_HM, across=2 * RADIUS_HM)
    above = row.siren in NAMES_ABOVE
    first = y - RADIUS_HM - 16 - NAME_GAP_HM if above else y + RADIUS_HM + NAME_GAP_HM
    return Markup(
        '{}<text class="name" x="{}" y="{}">{}</text>'
        '<text class="name word" x="{}" y="{}">{}</text>'
    ).format(mark, x, first, row.short_name, x, first + NAME_GAP_HM - 4, names[state])
