"""Drawings hold for any numbers and any words, and stay light."""

import math
import re
from collections.abc import Callable
from itertools import combinations, pairwise
from xml.etree.ElementTree import Element, fromstring

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.drawings.charts import Series, horizontal_bars, monthly_bars, nice_ticks
from api.drawings.french import number
from api.drawings.map import LARGEST_RADIUS_HM, PATH_MAP_CSS, path_map, stock_map
from api.drawings.people_map import people_map
from ledger.territory import epci, intercommunalities

SVG = "{http://www.w3.org/2000/svg}"
SIRENS = [row.siren for row in intercommunalities()]
SAID = dict.fromkeys(SIRENS, 0) | {"200067825": 1_234, "240500439": 12, "240500462": 1}

HOLES = re.compile(r"\b(nan|inf|None)\b")
"""What a drawing must never show; nor may a word that a test makes up."""

some_text = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=60
).filter(lambda text: not HOLES.search(text))
some_counts = st.dictionaries(st.sampled_from(SIRENS), st.integers(0, 100_000))
plausible_counts = st.dictionaries(st.sampled_from(SIRENS), st.integers(0, 999))
some_months = st.lists(
    st.builds("{:04}-{:02}".format, st.integers(2020, 2040), st.integers(1, 12)),
    max_size=18,
    unique=True,
).map(sorted)


def drawn(markup: str) -> Element:
    """The drawing as a tree: raises when it is not well-formed."""
    assert not HOLES.search(re.sub(r"<t.*?</t\w+>", "", markup))
    return fromstring(markup)  # noqa: S314  our own text


def all_named(tree: Element, name: str, css: str = "") -> list[Element]:
    return [
        found for found in tree.iter(SVG + name) if css in [*found.get("class", "").split(), ""]
    ]


@given(some_counts, some_text, st.sampled_from([None, "/stock?a=1&epci={}".format]))
@settings(max_examples=40, deadline=None)
def test_the_stock_map_is_well_formed_for_any_counts_and_words(
    counts: dict[str, int], title: str, href: Callable[[str], str] | None
) -> None:
    tree = drawn(stock_map(counts, href=href, title=title))
    assert [found.text or "" for found in tree.iter(SVG + "title")] == [title]
    assert len(all_named(tree, "text", "count")) == len(SIRENS)


@given(some_counts.filter(lambda counts: any(counts.values())))
@settings(max_examples=40, deadline=None)
def test_the_area_of_a_circle_follows_the_number(counts: dict[str, int]) -> None:
    tree = drawn(stock_map(counts, title="Stock"))
    largest = max(counts.values())
    areas = {
        (circle.get("cx"), circle.get("cy")): float(circle.get("r", "")) ** 2
        for circle in all_named(tree, "circle")
    }
    assert len(areas) == sum(1 for count in counts.values() if count)
    for siren, count in counts.items():
        x, y = epci(siren).anchor
        expected = LARGEST_RADIUS_HM**2 * count / largest
        assert math.isclose(areas.get((str(x), str(y)), 0), expected, rel_tol=0.02, abs_tol=8)


def test_a_number_stands_in_its_circle_only_where_all_of_it_fits() -> None:
    tree = drawn(stock_map({SIRENS[0]: 30, SIRENS[1]: 2, SIRENS[2]: 4}, title="Stock"))
    beside = {found.text for css in ("after", "before") for found in all_named(tree, "text", css)}
    assert beside == {"2"}


def test_with_nothing_in_stock_there_is_still_a_map() -> None:
    for counts in ({}, dict.fromkeys(SIRENS, 0)):
        tree = drawn(stock_map(counts, title="Stock"))
        assert not all_named(tree, "circle")
        assert [found.text for found in all_named(tree, "text", "none")] == ["0"] * 9
        assert len(all_named(tree, "path")) > 9


def test_a_map_of_links_names_each_of_them_and_any_other_is_one_picture() -> None:
    picture = drawn(stock_map(SAID, title="Stock"))
    links = drawn(stock_map(SAID, href="/stock?epci={}".format, title="Stock"))
    roles = [next(tree.iter(SVG + "svg")).get("role") for tree in (picture, links)]
    assert roles == ["img", "group"]
    names = {link.get("href"): link.get("aria-label") for link in all_named(links, "a")}
    assert len(names) == 9
    assert names["/stock?epci=200067825"] == "Gap-Tallard-Durance\u00a0: 1\u202f234 appareils"
    assert names["/stock?epci=240500462"] == "Pays des Écrins\u00a0: 1 appareil"
    assert names["/stock?epci=200067452"] == "Guillestrois-Queyras\u00a0: 0 appareil"


@given(plausible_counts)
@settings(max_examples=300, deadline=None)
def test_no_name_and_no_number_is_covered_whatever_the_counts(counts: dict[str, int]) -> None:
    tree = drawn(stock_map(counts, title="Stock"))
    words = [
        _box(text) for css in ("name", "after", "before") for text in all_named(tree, "text", css)
    ]
    assert not [pair for pair in combinations(words, 2) if _overlap(*pair)]
    circles = [
        (float(circle.get("cx", "")), float(circle.get("cy", "")), float(circle.get("r", "")))
        for circle in all_named(tree, "circle")
    ]
    for left, top, right, bottom in words:
        for x, y, radius in circles:
            nearest = (min(max(x, left), right), min(max(y, top), bottom))
            assert math.dist(nearest, (x, y)) >= radius
    for (x1, y1, r1), (x2, y2, r2) in combinations(circles, 2):
        assert math.dist((x1, y1), (x2, y2)) >= r1 + r2


@given(st.lists(st.sampled_from(SIRENS), max_size=5), some_text)
@settings(max_examples=60, deadline=None)
def test_the_path_map_is_well_formed_and_light_for_any_path(path: list[str], title: str) -> None:
    markup = path_map(path, title=title)
    tree = drawn(markup)
    assert len(all_named(tree, "path", "on")) == len(set(path)) == len(all_named(tree, "rect"))
    written = "".join(text.text or "" for text in all_named(tree, "text")).replace("·", "")
    assert sorted(written) == [str(rank) for rank in range(1, len(path) + 1)]
    legs = sum(1 for start, end in pairwise(path) if start != end)
    assert "".join(way.get("d", "") for way in all_named(tree, "path", "way")).count("Q") == legs


def test_drawings_keep_within_their_budget() -> None:
    assert len(path_map(SIRENS, title="Trajet").encode()) < 6_500
    assert len((path_map(SIRENS[:3], title="Trajet") + PATH_MAP_CSS).encode()) < 8_000
    assert len(stock_map(SAID, href="/stock?epci={}".format, title="Stock").encode()) < 12_000
    months = [f"2026-{rank:02}" for rank in range(1, 13)] + [f"2027-{r:02}" for r in range(1, 7)]
    series = [Series(name, [57] * 18) for name in ("Collectés", "Reconditionnés", "Sortis")]
    chart = monthly_bars(months, series, title="Flux", unit="appareils")
    assert len(chart.encode()) < 14_000


@given(some_months, st.data())
@settings(max_examples=60, deadline=None)
def test_monthly_bars_are_well_formed_for_any_numbers_and_words(
    months: list[str], data: st.DataObject
) -> None:
    values = st.lists(st.integers(0, 10**7), min_size=len(months), max_size=len(months))
    series = data.draw(st.lists(st.builds(Series, some_text, values), min_size=1, max_size=4))
    title = data.draw(some_text)
    tree = drawn(monthly_bars(months, series, title=title, unit="appareils"))
    bars = all_named(tree, "rect")
    assert len(bars) == sum(1 for row in series for value in row.values if value)
    for bar in bars:
        left, width = (float(bar.get(key, "").removesuffix("%")) for key in ("x", "width"))
        assert 0 < left < left + width <= 100.01
        assert float(bar.get("y", "")) >= 0
        assert float(bar.get("height", "")) >= 0


def test_bars_are_as_high_as_their_numbers() -> None:
    series = [Series("Collectés", [10, 40, 0]), Series("Sortis", [20, 5, 30])]
    tree = drawn(monthly_bars(["2026-01", "2026-02", "2026-03"], series, title="F", unit="u"))
    heights = [
        [float(bar.get("height", "")) for bar in all_named(tree, "rect", f"series-{rank}")]
        for rank in (1, 2)
    ]
    assert heights == [[50, 200], [100, 25, 150]]
    said = [bar[0].text for bar in all_named(tree, "rect", "series-2")]
    assert said[0] == "janvier 2026, Sortis\u00a0: 20"


def test_a_number_whose_corners_would_leave_its_circle_stands_beside_it() -> None:
    tree = drawn(stock_map({SIRENS[0]: 47, SIRENS[1]: 3, SIRENS[2]: 7}, title="Stock"))
    assert [text.text for text in all_named(tree, "text", "after")] == ["3"]


def test_a_chart_of_nothing_says_so() -> None:
    for months in ([], ["2026-01", "2026-02"]):
        series = [Series("Collectés", [0] * len(months))]
        tree = drawn(monthly_bars(months, series, title="Flux", unit="appareils"))
        assert [text.text for text in all_named(tree, "text", "nothing")] == [
            "Rien sur cette période"
        ]
    assert not all_named(drawn(horizontal_bars([], title="Types")), "rect")


@given(st.lists(st.tuples(some_text, st.integers(0, 10**9)), max_size=12), some_text)
@settings(max_examples=60, deadline=None)
def test_horizontal_bars_are_well_formed_and_in_proportion(
    rows: list[tuple[str, int]], title: str
) -> None:
    tree = drawn(horizontal_bars(rows, title=title))
    widths = [
        float(bar.get("width", "").removesuffix("%")) for bar in all_named(tree, "rect", "series-1")
    ]
    largest = max((value for _, value in rows), default=0) or 1
    assert widths == pytest.approx([100 * value / largest for _, value in rows], abs=0.006)
    assert [t.text for t in all_named(tree, "text", "value")] == [number(v) for _, v in rows]


def test_a_long_label_takes_another_line_and_is_never_cut() -> None:
    long = "Personnes isolées, retraitées, peu à l’aise avec le numérique"
    tree = drawn(horizontal_bars([(long, 3), ("Autre", 1)], title="Situations"))
    told = [text for text in all_named(tree, "text") if text.get("class") is None]
    assert " ".join(str(text.text) for text in told[:2]) == long
    first, second, other = (int(text.get("y", "0")) for text in told)
    bars = [int(bar.get("y", "0")) for bar in all_named(tree, "rect", "series-1")]
    assert first < second < bars[0] < other < bars[1]


def test_words_cannot_become_markup() -> None:
    bad = "<script>&\"'</script>"
    for markup in (
        stock_map({}, href=lambda _: bad, title=bad),
        path_map([], title=bad),
        monthly_bars(["2026-01"], [Series(bad, [1])], title=bad, unit=bad),
        horizontal_bars([(bad, 1)], title=bad),
    ):
        drawn(markup)
        assert "<script" not in markup
        assert "&lt;script&gt;" in markup


def test_a_drawing_carries_no_style_and_no_script() -> None:
    for markup in (
        stock_map(SAID, href=str, title="Stock"),
        path_map(SIRENS[:3], title="Trajet"),
        monthly_bars(["2026-01"], [Series("Collectés", [1])], title="Flux", unit="appareils"),
        horizontal_bars([("Portables", 3)], title="Types"),
    ):
        assert not re.search(r"\bstyle=|<style|<script|\bon\w+=|\bfill=\"#", markup)


def test_numbers_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="-1 devices"):
        stock_map({SIRENS[0]: -1}, title="Stock")
    with pytest.raises(KeyError):
        stock_map({"123456789": 1}, title="Stock")
    with pytest.raises(KeyError):
        path_map(["123456789"], title="Trajet")
    with pytest.raises(ValueError, match="1 values for 2 months"):
        monthly_bars(["2026-01", "2026-02"], [Series("A", [1])], title="F", unit="u")
    with pytest.raises(ValueError, match="shorter than nothing"):
        monthly_bars(["2026-01"], [Series("A", [-1])], title="F", unit="u")
    with pytest.raises(ValueError, match="shorter than nothing"):
        horizontal_bars([("A", -1)], title="T")
    with pytest.raises(ValueError, match="5 series"):
        monthly_bars(["2026-01"], [Series("A", [1])] * 5, title="F", unit="u")


@given(st.integers(0, 10**9))
def test_an_axis_has_few_round_steps_and_room_for_the_largest(largest: int) -> None:
    ticks = nice_ticks(largest)
    assert ticks[0] == 0
    assert ticks[-1] >= largest
    assert len(ticks) <= 6
    assert all(re.fullmatch(r"[125]0*", str(b - a)) for a, b in pairwise(ticks))


Box = tuple[float, float, float, float]


def _box(text: Element) -> Box:
    """Where a word of the map stands, in hectometres, its letters as ``drawings.css`` has them."""
    x, y = float(text.get("x", "")), float(text.get("y", ""))
    css = text.get("class", "").split()[-1]
    width = len(text.text or "") * (14.5 if css == "name" else 24)
    left = {"name": x - width / 2, "before": x - width, "after": x}[css]
    return left, y - 20 if css == "name" else y - 31, left + width, y + 6


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


@given(
    st.fixed_dictionaries({siren: st.none() | st.integers(11, 90_000) for siren in SIRENS}),
    some_text,
)
@settings(max_examples=40, deadline=None)
def test_the_map_of_people_names_what_is_hidden_and_tells_three_parts_apart(
    counts: dict[str, int | None], title: str
) -> None:
    tree = drawn(people_map(counts, few="< 11", title=title))
    said = sorted(found.text or "" for found in all_named(tree, "text", "count"))
    assert said == sorted("< 11" if each is None else number(each) for each in counts.values())
    assert len(all_named(tree, "circle")) == sum(each is not None for each in counts.values())
    for row in intercommunalities():
        assert len(all_named(tree, "path", row.part)) == sum(
            each.part == row.part for each in intercommunalities()
        )


def test_a_bar_that_is_not_told_has_no_length_and_says_so() -> None:
    tree = drawn(horizontal_bars([("a", 20), ("b", None)], title="t", unknown="< 11"))
    assert [found.text for found in all_named(tree, "text", "value")] == ["20", "< 11"]
    widths = [found.get("width") for found in all_named(tree, "rect", "series-1")]
    assert widths == ["100.00%", "0.00%"]
