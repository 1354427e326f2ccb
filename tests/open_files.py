"""What is public of a period, read back from each form, as one mapping that tests compare."""

import json
import re
from collections.abc import Iterable
from decimal import Decimal
from html import unescape
from typing import Any

from api.drawings.french import MINUS
from api.house import House
from api.settings import Settings
from api.statistics import figures
from api.statistics.figures import Figures
from api.statistics.french import measured
from ledger.territory import intercommunalities

SETTINGS = Settings(publisher="Département d’essai", public_url="https://r05.example")
PERIODS = (1, 2, 3, 4)
Ends = tuple[Any, Any, Any]
Told = dict[tuple[str, str], Ends]
"""By table and cell: the value, its low and its high end."""


def composed(house: House, period: int) -> Figures:
    with house.pool.connection() as connection:
        found = figures.read(connection, period)
    assert found
    return found


def of_the_composed(told: Figures) -> Told:
    """By hand, from the one composed read: no code that writes files takes part."""
    found: Told = {("total", "total"): (told.total, None, None)}
    for table in told.tables:
        found |= {(table.name, line.cell): (line.count, None, None) for line in table.lines}
    for name, sums in (
        ("territory_sum", told.territories), ("part", told.parts), ("channel_sum", told.channels),
    ):  # fmt: skip
        found |= {(name, each.name): (each.count, None, None) for each in sums}
    for social in told.social:
        found["social", social.name] = (social.value, None, None)
    if told.impact is None:
        return found | {("impact", "none"): (None, None, None)}
    made = told.impact.figures
    found |= {
        ("impact", name): (amount.central, amount.low, amount.high)
        for name, _, _, amount in measured(made)
    }
    spans = {"years": made.years} | {f"displacement/{c}": s for c, s in made.displacement.items()}
    found |= {("assumption", name): (s.central, s.low, s.high) for name, s in spans.items()}
    for line in made.devices:
        found["device", f"{line.kind}/{line.channel}"] = (line.count, None, None)
    for part in made.parts:
        found["new_part", part.part.value] = (part.count, None, None)
    for rank, left in enumerate(told.impact.left_out, 1):
        found["left_out", str(rank)] = (left.count, None, None)
    return found


def of_rows(rows: Iterable[dict[str, Any]]) -> Told:
    return {(row["table"], row["cell"]): (row["value"], row["low"], row["high"]) for row in rows}


def of_the_document(content: bytes) -> Told:
    """The nested JSON."""
    read = json.loads(content)
    found: Told = {("total", "total"): (read["total"], None, None)}
    for table in read["tables"]:
        found |= {(table["name"], cell["cell"]): _one(cell["count"]) for cell in table["cells"]}
    for name in ("territory_sum", "part", "channel_sum"):
        found |= {(name, each["name"]): _one(each["count"]) for each in read[f"{name}s"]}
    for each in read["social"]:
        found["social", each["name"]] = _one(each["value"])
    if read["impact"] is None:
        return found | {("impact", "none"): _one(None)}
    return found | _impact(read["impact"])


def _impact(read: dict[str, Any]) -> Told:
    found: Told = {("assumption", "years"): _ends(read["years"])}
    for channel, each in read["displacement"].items():
        found["assumption", f"displacement/{channel}"] = _ends(each)
    for name, each in read["avoided"].items():
        in_grams = each["unit"] == "g"
        found["impact", name] = _ends(each, Decimal("0.001") if in_grams else Decimal(1))
    found["impact", "new_parts"] = _ends(read["new_parts_co2e"])
    found["impact", "co2e_after_new_parts"] = _ends(read["co2e_after_new_parts"])
    for each in read["devices"]:
        found["device", f"{each['kind']}/{each['channel']}"] = _one(each["count"])
    for each in read["new_parts"]:
        found["new_part", each["part"]] = _one(each["count"])
    for rank, each in enumerate(read["left_out"], 1):
        found["left_out", str(rank)] = _one(each["count"])
    return found


def _one(value: Any) -> Ends:
    return value, None, None


def _ends(told: dict[str, str], times: Decimal = Decimal(1)) -> Ends:
    central, low, high = (Decimal(told[name]) * times for name in ("central", "low", "high"))
    return central, low, high


def said(text: str) -> int | None:
    """What a reader understands: « 1 204 », « au moins 118 »; None for « moins de 11 »."""
    if text in {"moins de 11", "< 11"}:
        return None
    return int(re.sub(r"\s", "", text.removeprefix("au moins ")).replace(MINUS, "-"))


def section(page: str, name: str) -> str:
    found = re.search(
        rf'<section class="figure" aria-labelledby="{name}">(.*?)</section>', page, re.DOTALL
    )
    assert found, name
    return found[1]


def lines_of(shown: str) -> list[tuple[str, ...]]:
    """The cells of each line of a table, without what is small beside them."""
    return [
        tuple(_text(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", line, re.DOTALL))
        for line in re.findall(r"<tr>(.*?)</tr>", shown.partition("<tbody>")[2], re.DOTALL)
    ]


def bars_of(shown: str) -> list[tuple[str, str]]:
    """Label and number of each bar of a drawing; a long label is written on several lines."""
    pairs = re.findall(
        r'((?:<text x="0"[^>]*>[^<]*</text>)+)<text class="value"[^>]*>([^<]*)<', shown
    )
    return [
        (unescape(" ".join(re.findall(">([^<]+)<", lines))), unescape(value))
        for lines, value in pairs
    ]


def months_of(shown: str) -> dict[str, str]:
    """What each bar of a drawing by month says of itself."""
    told = re.findall(r"<rect[^>]*><title>(.*?), Personnes équipées\u00a0: (.*?)</title>", shown)
    return {unescape(month): value for month, value in told}


def circles_of(shown: str) -> dict[str, str]:
    """The number of each intercommunalité on the map, by its SIREN."""
    sirens = {each.short_name: each.siren for each in intercommunalities()}
    told = re.findall(
        r'<text class="count[^"]*"[^>]*>([^<]*)</text><text class="name"[^>]*>([^<]*)</text>', shown
    )
    return {sirens[unescape(name)]: unescape(value) for value, name in told}


def sums_of(page: str) -> list[tuple[str, str, str]]:
    """Label, figure and margin of each sum."""
    told = re.findall(
        r'<li><b>([^<]*)</b> <span class="figure-of">([^<]*)</span> <small>([^<;]*)', page
    )
    return [(unescape(a), unescape(b), unescape(c).strip()) for a, b, c in told]


def facts_of(shown: str) -> list[tuple[str, str]]:
    told = re.findall(r"<dt>(.*?)</dt><dd><span[^>]*>([^<]*)</span>", shown)
    return [(unescape(label), unescape(value)) for label, value in told]


def _text(html: str) -> str:
    return unescape(re.sub(r"<[^>]+>", "", re.sub(r"<small.*?</small>", "", html))).strip()
