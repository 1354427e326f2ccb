"""What a report says: the composed figures and the accounts, and nothing that is not there."""

import re
from datetime import date
from typing import Any

import pytest
from lives import SOMEBODY
from papers import bookmarks, composed, reader, text_of
from papers import flat as f
from periods import period, published

import impact
from api import reporting
from api.drawings.french import number
from api.house import House
from api.statistics import files
from api.statistics.french import between, figure_words, measured, whole
from ledger.statistics import STATISTICS, PeriodClosed, StatisticsEvent
from projections import ALL

FEWEST, MOST = 4, 8


def between_headings(text: str, heading: str, following: str) -> str:
    return text.partition(f" {heading} ")[2].partition(f" {following} ")[0]


def test_each_figure_of_a_period_is_the_one_that_was_composed(two_periods: House) -> None:
    told = composed(two_periods, 2)
    text = text_of(reporting.of_period(two_periods, 2).content)
    assert f"{number(told.total)} personnes équipées" in f(text)
    for table in told.tables:
        rows = [
            f"{line.label} {figure_words(line.count)} {line.change.short if line.change else ''}"
            for line in table.lines
        ]
        assert " ".join(map(f, rows)) in text, table.name
        assert f(f"Personnes équipées, {table.margin_words}") in text
        assert f(f"connu {table.margin_words}") in text
    for each in (*told.parts, *told.channels):
        change = each.change.short if each.change else ""
        assert f(f"{each.label} {each.words}, à {each.margin} près {change}") in text
    for social in told.social:
        assert social.value is not None
        assert f(f"{social.label} {number(social.value)} {social.unit}") in text
    assert told.before
    assert f(f"{told.before.words} ({number(told.before.total)})")[1:] in text
    assert told.before.signed in text


def test_no_number_stands_in_a_split_that_was_not_composed(two_periods: House) -> None:
    told = composed(two_periods, 2)
    text = text_of(reporting.of_period(two_periods, 2).content)
    whole_section = between_headings(text, "Par situation déclarée", "Par type d’appareil")
    section = re.sub(r"Rapport d’impact, .*? page \d+ sur \d+", "", whole_section)
    table = told.table("situation")
    known = {figure_words(line.count) for line in table.lines}
    known |= {str(table.margin), str(table.change_margin), "95", "100", "11", "2"}
    assert {word for word in section.split() if word.isdecimal()} <= known


def test_the_impact_has_its_ranges_its_set_and_what_it_leaves_out(two_periods: House) -> None:
    told = composed(two_periods, 2)
    text = text_of(reporting.of_period(two_periods, 2).content)
    assert told.impact
    made = told.impact.figures
    for _, label, unit, amount in measured(made):
        ends = " ".join(whole(each) for each in (amount.low, amount.central, amount.high))
        assert f(f"{label} {unit} {ends}") in text
        assert f(f"{label} {between(amount, unit)}") in text
    assert f"{made.factors}, empreinte SHA-256 : {made.factors_sha256}" in text
    for left in told.impact.left_out:
        assert f(f"{left.label} : {left.count_words}. {left.reason}") in text
    used = impact.load(made.factors)
    for source in used.sources.values():
        assert f(f"{source.publisher}, {source.title} {source.date} {source.licence}") in text
    for each in (*used.not_counted, used.allocation):
        assert f(each) in text
    assert "otentiellement évité" in text
    assert "Émissions potentiellement évitées" in text


def test_a_report_names_its_page_and_the_sum_of_its_figures(two_periods: House) -> None:
    told = composed(two_periods, 2)
    text = text_of(reporting.of_period(two_periods, 2).content)
    assert files.sha256(files.json_of(told)) in text
    assert f"{two_periods.settings.address}/chiffres/2" in text
    assert "page 1 sur " in text


def test_the_report_of_a_period_tells_no_account(two_periods: House) -> None:
    text = text_of(reporting.of_period(two_periods, 2).content)
    assert "€" not in text
    assert "2026-041" not in text
    assert "Les comptes de l’exercice" not in text
    assert "Édition publique" in text


def _in_a_year(*days: date, totals: tuple[int, ...]) -> list[Any]:
    spans = zip(days, days[1:], totals, strict=False)
    return [
        event
        for number, (begins, ends, total) in enumerate(spans, 1)
        for event in period(number, total, begins, ends)
    ]


@pytest.mark.parametrize(
    "totals", [(40,), (900,), (240, 260), (150, 3_000), (96, 210, 260, 230)], ids=str
)
def test_a_usual_report_has_four_to_eight_pages(busy: House, totals: tuple[int, ...]) -> None:
    year = busy.today().year
    days = [date(year, 1 + 12 * rank // len(totals), 2) for rank in range(len(totals))]
    events = _in_a_year(*days, date(year + 1, 1, 3), totals=totals)
    busy.record_events(SOMEBODY, *((STATISTICS, event) for event in events))
    last = len(totals)
    for written in (reporting.of_period(busy, last), reporting.of_year(busy, year)):
        pages = reader(written.content).pages
        assert FEWEST <= len(pages) <= MOST, written.name
        assert all(page.extract_text().strip() for page in pages)


@pytest.mark.usefixtures("fresh_house")
def test_the_same_period_gives_the_same_bytes_whatever_comes_later(busy: House) -> None:
    published(busy, 96, 240)
    before = reporting.of_period(busy, 2).content
    assert reporting.of_period(busy, 2).content == before
    published(busy, 310, first=3)
    assert reporting.of_period(busy, 2).content == before
    busy.views.rebuild(ALL)
    assert reporting.of_period(busy, 2).content == before


def test_a_past_report_comes_back_when_new_factors_are_used(
    busy: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    published(busy, 96)
    before = reporting.of_period(busy, 1)
    known = impact.versions()
    monkeypatch.setattr("impact.sets.versions", lambda: (*known, "hautes-alpes-2031-1"))
    assert reporting.of_period(busy, 1).sha256 == before.sha256


def test_its_letters_are_in_the_file_and_it_has_a_title_a_language_and_bookmarks(
    two_periods: House,
) -> None:
    written = reporting.of_year(two_periods, two_periods.today().year)
    read = reader(written.content)
    assert read.metadata
    assert "rapport d’impact, exercice" in str(read.metadata.title)
    root: Any = read.root_object
    assert root["/Lang"] == "fr"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    for page in read.pages:
        resources: Any = page["/Resources"]
        fonts = resources["/Font"]
        for font in fonts.values():
            assert "/FontFile2" in font.get_object()["/FontDescriptor"]
            assert "/ToUnicode" in font.get_object()
    assert bookmarks(written.content) == [
        "Rapport d’impact", "Par intercommunalité", "Par mois", "Par canal et par trimestre",
        "Par situation déclarée", "Par type d’appareil", "Ce qui est potentiellement évité",
        "Pour les personnes", "Période par période",
        f"Les comptes de l’exercice {two_periods.today().year}", "Méthode et garanties",
    ]  # fmt: skip
    assert "?" not in text_of(written.content), "a sign that its letters lack"


def test_a_table_that_a_period_did_not_announce_is_not_in_its_report(busy: House) -> None:
    """An older catalogue had fewer tables, or another will."""
    day = date(2020, 1, 5)
    closed, *rest = period(1, 90, day, date(2020, 6, 30))
    assert isinstance(closed, PeriodClosed)
    kept = [each for each in closed.tables if each.table in {"month", "situation"}]
    events: list[StatisticsEvent] = [closed.model_copy(update={"tables": tuple(kept)})]
    names = {each.table for each in kept}
    events += [each for each in rest if getattr(each, "table", None) in {None, *names}]
    busy.record_events(SOMEBODY, *((STATISTICS, event) for event in events))
    written = reporting.of_period(busy, 1)
    assert {"Par mois", "Par situation déclarée"} < set(bookmarks(written.content))
    assert "Par type d’appareil" not in bookmarks(written.content)
    assert "Non compté" in text_of(written.content)
