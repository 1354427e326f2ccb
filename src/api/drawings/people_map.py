"""People equipped by intercommunalité: circles, over land that tells north from south."""

from collections.abc import Mapping
from zlib import crc32

from markupsafe import Markup

from api.drawings.french import number
from api.drawings.map import NAME_GAP_HM, NAMES_ABOVE, radius_hm, view_box
from ledger.territory import Intercommunality, Part, intercommunalities

PARTS = {Part.NORTH: "Nord", Part.CENTRE: "Centre", Part.SOUTH: "Sud"}
INSIDE_HM = 46
"""Radius from which a number fits into its circle."""


def people_map(counts: Mapping[str, int | None], *, few: str, title: str) -> Markup:
    """How many people each intercommunalité counts; ``few`` stands where a count is None.

    Raises ``KeyError`` when one of the nine is missing.
    """
    key = f"{crc32(repr((title, sorted(counts.items()))).encode()):08x}"
    largest = max((count or 0 for count in counts.values()), default=0)
    rows = intercommunalities()
    land = Markup("").join(
        Markup('<path class="{}" d="{}"/>').format(row.part, row.outline) for row in rows
    )
    people = Markup("").join(_people(row, counts[row.siren], largest, few) for row in rows)
    legend = Markup("").join(
        Markup('<li class="key-{}">{}</li>').format(part, name) for part, name in PARTS.items()
    )
    return Markup(
        '<figure class="drawing stock-map by-part"><ul class="legend">{legend}</ul>'
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="{view}" role="img"'
        ' aria-labelledby="people-{key}"><title id="people-{key}">{title}</title>'
        '<g class="land">{land}</g>{people}</svg></figure>'
    ).format(
        legend=legend, view=view_box(beyond=False), key=key, title=title, land=land, people=people
    )


def _people(row: Intercommunality, count: int | None, largest: int, few: str) -> Markup:
    x, y = row.anchor
    radius = radius_hm(count or 0, largest) if largest else 0.0
    circle = Markup('<circle cx="{}" cy="{}" r="{:.1f}"/>').format(x, y, radius) if radius else ""
    inside = radius >= INSIDE_HM
    place = "" if inside else " after" if radius else " none"
    reach = max(radius, 20)
    return Markup(
        '<g class="stock">{}<text class="count{}" x="{:.0f}" y="{}">{}</text>'
        '<text class="name" x="{}" y="{:.0f}">{}</text></g>'
    ).format(
        circle,
        place,
        x + radius + 10 if radius and not inside else x,
        y + 14,
        few if count is None else number(count),
        x,
        y - reach - 16 if row.siren in NAMES_ABOVE else y + reach + NAME_GAP_HM,
        row.short_name,
    )
