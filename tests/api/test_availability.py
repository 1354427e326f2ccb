"""The public map of the stock: three words, read on Monday, that no device moves by itself."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product
from zoneinfo import ZoneInfo

import pytest
from counters import on_the_shelf, sell
from fastapi import FastAPI
from fastapi.testclient import TestClient
from handings import S, handed, some_handed
from lives import COUNTER, IN_STOCK, LABELLED, SHOP, SOMEBODY, received, shipped, stocked
from one_of_each import routes_of
from orders import ready
from scans import CODE
from scans import IN_STOCK as WITH_A_STICKER
from tables import live, rows_of, tables_of

from api import availability, statistics, weekly, words
from api.availability import SORTS, State
from api.house import House
from api.settings import Settings
from api.weekly import Reading, last_monday
from ledger.values import DeviceKind
from projections.folding import Failed

PARIS = ZoneInfo("Europe/Paris")
GAP, EMBRUN, BRIANCON = "200067825", "200067742", "240500439"
AT_NIGHT = datetime(2026, 3, 30, 5, 59, tzinfo=PARIS)


@pytest.fixture(scope="module")
def shelves() -> tuple[int, int]:
    """One laptop short of « disponible » at Gap, one more than « indisponible » at Briançon."""
    return Settings().public_stock_available - 1, Settings().public_stock_limited


@pytest.fixture
def told(house: House, shelves: tuple[int, int]) -> House:
    """The first books were closed on such shelves: the first week is told of where they were."""
    ready(house, money_cents=10_000_00)
    some_handed(house, [S.STUDENT] * 11)
    for events in [WITH_A_STICKER, *[IN_STOCK] * (shelves[0] - 1)]:
        live(house, *events)
    for _ in range(shelves[1]):
        on_the_shelf(house)
    statistics.close(house, SOMEBODY)
    return house


def addresses(app: FastAPI) -> Iterator[str]:
    """Every address without a blank to fill, and of those with one what a visitor may find."""
    for method, path in routes_of(app.routes):
        if method == "GET" and "{" not in path:
            yield path
    yield from (f"/disponible?type={sort}" for sort in SORTS)
    yield from (f"/chiffres/1{form}" for form in ("", ".csv", ".json"))
    yield from (f"/A/{CODE}", f"/api/v1/devices/{CODE}")


def visited(app: FastAPI, visitor: TestClient) -> dict[str, tuple[bytes, str | None]]:
    """Each page that somebody without an account may open: its bytes and its mark."""
    answers = {path: visitor.get(path, follow_redirects=False) for path in addresses(app)}
    return {
        path: (answer.content, answer.headers.get("etag"))
        for path, answer in answers.items()
        if answer.status_code == 200
    }


def test_no_page_a_visitor_may_open_changes_when_a_device_is_stocked_or_leaves(
    told: House, app: FastAPI, app_client: TestClient
) -> None:
    before = visited(app, app_client)
    assert {"/", "/lieux", "/disponible", "/disponible.csv", "/chiffres", f"/A/{CODE}"} <= {*before}
    assert "/stock" not in before
    live(told, *IN_STOCK)
    assert visited(app, app_client) == before
    handed(told, S.STUDENT)
    sell(told, on_the_shelf(told))
    told.weekly.answers({}).clear()  # as a process that just started
    assert visited(app, app_client) == before


def test_on_monday_the_words_follow(told: House) -> None:
    first = availability.told(told)
    live(told, *IN_STOCK)
    monday = last_monday(told.now(), PARIS) + timedelta(days=7, hours=1)
    later = replace(told, clock=lambda: monday)
    second, again = availability.told(later), availability.told(told)
    assert first
    assert second
    assert (first.state(GAP, "laptop"), second.state(GAP, "laptop")) == ("limited", "available")
    assert again == first
    moved = {key for key in first.states if first.states[key] != second.states[key]}
    assert moved == {(GAP, "laptop")}
    assert second.read_at == monday - timedelta(hours=1)
    assert weekly.next_reading(later) == second.read_at + timedelta(days=7)


def test_what_was_written_after_the_moment_is_not_read(house: House) -> None:
    enough = house.settings.public_stock_available
    live(house, *IN_STOCK, times=enough - 1)
    live(house, *IN_STOCK)
    with house.pool.connection() as connection:
        rows = connection.execute("SELECT recorded_at FROM ledger.event ORDER BY position")
        written = [moment for (moment,) in rows]
    full, short = _as_at(house, written[-1] + timedelta(seconds=1)), _as_at(house, written[-1])
    assert (short.state(GAP), full.state(GAP)) == (State.LIMITED, State.AVAILABLE)
    assert weekly.before(house, written[0]) is None


def _as_at(house: House, moment: datetime) -> availability.Told:
    week = weekly.before(house, moment)
    assert week
    return availability.read(house, week)


def test_the_map_the_table_and_the_file_say_the_same_words(
    told: House, app_client: TestClient
) -> None:
    found = availability.told(told)
    assert found
    page = app_client.get("/disponible?type=laptop")
    [table] = tables_of(page)
    assert [name.lower() for name in table[0][1:]] == [*words.SORT.values()]
    rows = rows_of(app_client.get("/disponible.csv"))
    in_the_file = {(row["SIREN"], row["Type"]): row["État"] for row in rows}
    drawn = Counter(re.findall(r'<path class="(\w+)" d="', page.text.partition("state-map")[2]))
    assert drawn == Counter(found.state(siren, "laptop") for siren, sort in found.states
                            if sort == "laptop")  # fmt: skip
    by_name = {row["Intercommunalité"]: row["SIREN"] for row in rows}
    for name, *said in table[1:]:
        for sort, word in zip(words.SORT.values(), said, strict=True):
            assert in_the_file[by_name[name], sort] == word
    assert in_the_file[GAP, "ordinateur portable"] == "limité"
    assert in_the_file[BRIANCON, "ordinateur portable"] == "limité"
    assert in_the_file[EMBRUN, "ordinateur portable"] == "indisponible"


def test_no_number_is_anywhere_on_it(told: House, app_client: TestClient) -> None:
    del told
    for path in ("/disponible", "/disponible?type=laptop"):
        text = app_client.get(path).text
        main = re.sub(r"<svg.*?</svg>|<path[^>]*>", "", text.partition("<main")[2], flags=re.DOTALL)
        shown = re.sub(r"<[^>]+>", " ", main.partition("</main>")[0])
        days = re.findall(r"Relevé .*?\.", shown) + re.findall(r"Prochain relevé .*?\s:", shown)
        for said in days:
            shown = shown.replace(said, "")
        assert re.findall(r"\d+", shown) == [], path
        assert re.findall(r"<text[^>]*>[^<]*\d[^<]*</text>|<title[^>]*>[^<]*\d", text) == []
    rows = rows_of(app_client.get("/disponible.csv"))
    assert {row["État"] for row in rows} <= {*words.AVAILABILITY.values()}
    assert "etag" not in app_client.get("/disponible.csv").headers


def test_what_is_on_the_road_reserved_or_not_yet_shelved_is_not_told(
    house: House, shelves: tuple[int, int]
) -> None:
    times = shelves[0] + 1
    live(house, *IN_STOCK, shipped(), times=times)
    live(house, *LABELLED, times=times)
    later = replace(house, clock=lambda: datetime.now(UTC) + timedelta(days=8))
    assert {*_told(later).states.values()} == {State.NONE}
    live(house, *LABELLED, shipped(), received(origin=SHOP, place=COUNTER),
         stocked(place=COUNTER), times=times)  # fmt: skip
    house.weekly.answers({}).clear()
    assert _told(later).state(BRIANCON) == State.AVAILABLE


def _told(house: House) -> availability.Told:
    found = availability.told(house)
    assert found
    return found


def test_the_first_week_of_a_ledger_tells_nothing(house: House, app_client: TestClient) -> None:
    live(house, *IN_STOCK, times=9)
    page = app_client.get("/disponible")
    assert "le relevé sera fait" in page.text
    assert "available" not in page.text
    assert rows_of(app_client.get("/disponible.csv")) == []


def test_a_life_that_cannot_be_read_leaves_nothing_told_until_it_can(told: House) -> None:
    broken = [True]

    def make(_: House, week: Reading) -> int:
        if broken:
            raise Failed("stock", SHOP, 1, ValueError("a handler"))
        return week.position

    assert weekly.told(told, make) is None
    broken.clear()
    assert weekly.told(told, make)


@pytest.mark.parametrize(
    ("moment", "monday"),
    [
        (AT_NIGHT, (3, 23)),
        (AT_NIGHT + timedelta(minutes=1), (3, 30)),
        (datetime(2026, 4, 5, 23, 59, tzinfo=PARIS), (3, 30)),
        (datetime(2026, 3, 30, 4, 30, tzinfo=UTC), (3, 30)),
        (datetime(2026, 10, 26, 4, 59, tzinfo=UTC), (10, 19)),
        (datetime(2026, 10, 26, 5, 0, tzinfo=UTC), (10, 26)),
    ],
)
def test_a_week_begins_on_monday_at_six_in_paris(moment: datetime, monday: tuple[int, int]) -> None:
    month, day = monday
    assert last_monday(moment, PARIS) == datetime(2026, month, day, 6, tzinfo=PARIS)


def test_each_computer_and_screen_is_of_one_sort() -> None:
    kinds = Counter(kind for each in SORTS.values() for kind in each)
    assert {*kinds.values()} == {1}
    assert {*words.SORT} == {*SORTS}
    assert {*words.AVAILABILITY} == {*State}
    assert {DeviceKind.MINI_PC, DeviceKind.SCREEN} <= {*kinds}


def test_a_last_device_is_never_announced() -> None:
    for limited, available in product((0, 1), (6,)):
        with pytest.raises(ValueError, match="public_stock_limited"):
            Settings(public_stock_limited=limited, public_stock_available=available)
    with pytest.raises(ValueError, match="three states"):
        Settings(public_stock_limited=6, public_stock_available=6)


def test_an_unknown_sort_is_not_found(app_client: TestClient) -> None:
    answer = app_client.get("/disponible?type=chargeur")
    assert answer.status_code == 404
    assert "n’est pas sur la carte" in answer.text
