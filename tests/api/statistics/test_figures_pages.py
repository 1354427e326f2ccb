"""What was published reads the same in every form, for everybody, and never changes."""

import csv
import json
import re
from collections import Counter
from html import unescape
from io import StringIO
from uuid import uuid4

import periods
import pytest
from fastapi.testclient import TestClient
from handings import S, bought, handed, some_handed
from lives import SOMEBODY
from people import Person, SignIn

import impact
from api import statistics
from api.access import Role
from api.house import House
from api.statistics import figures
from api.statistics.catalogue import catalogue
from api.statistics.files import sha256
from api.statistics.french import ABOUT, CELL, COLUMN, TABLE, measured
from impact import Request
from ledger.statistics import STATISTICS, Released
from projections import releases

FORMS = ("", ".csv", ".json")
Figures = dict[tuple[str, str], str]


@pytest.fixture
def published(house: House) -> House:
    some_handed(house, [S.STUDENT] * 6 + [S.ISOLATED] * 4)
    bought(house, 3)
    statistics.close(house, SOMEBODY)
    return house


def on_the_page(text: str) -> Figures:
    """Table and label of each line, and what the page says of it."""
    found = {}
    for title, section in re.findall(r"<h2 id=\"\w+\">(.*?)</h2>(.*?)</section>", text, re.DOTALL):
        if title not in TABLE.values():
            continue
        for label, count in re.findall(
            r"<th scope=\"row\">(.*?)</th><td class=\"number\">(.*?)</td>", section
        ):
            found[unescape(title), unescape(label)] = count.replace("\u202f", "")
    return found


def in_the_csv(content: bytes) -> Figures:
    return {
        (TABLE[row["table"]], row["label"]): "moins de 11" if row["value"] == "NA" else row["value"]
        for row in csv.DictReader(StringIO(content.decode()))
        if row["table"] in TABLE
    }


def in_the_json(content: bytes) -> Figures:
    return {
        (TABLE[table["name"]], cell["label"]): str(
            "moins de 11" if cell["count"] is None else cell["count"]
        )
        for table in json.loads(content)["tables"]
        for cell in table["cells"]
    }


def test_each_figure_is_the_same_in_every_form(published: House, app_client: TestClient) -> None:
    page, as_csv, as_json = (app_client.get(f"/chiffres/1{form}") for form in FORMS)
    drawn: list[Released] = [
        record.event
        for record in published.ledger.life(STATISTICS)
        if isinstance(record.event, Released)
    ]
    assert on_the_page(page.text) == in_the_csv(as_csv.content) == in_the_json(as_json.content)
    assert len(on_the_page(page.text)) == sum(len(each.cells) for each in drawn)
    for kind, answer in (("csv", as_csv), ("json", as_json)):
        assert sha256(answer.content) in page.text, kind
        assert answer.headers["etag"] == f'"{sha256(answer.content)}"'


def test_the_files_tell_every_other_figure_as_it_was_composed(
    house: House, app_client: TestClient
) -> None:
    periods.published(house, 96, 240)
    with house.pool.connection() as connection:
        told = figures.read(connection, 2)
    assert told
    assert told.impact
    made = told.impact.figures
    lines = csv.DictReader(StringIO(app_client.get("/chiffres/2.csv").text))
    values = {
        (line["table"], line["cell"]): [line[name] for name in ("value", "low", "high")]
        for line in lines
    }
    as_json = json.loads(app_client.get("/chiffres/2.json").content)
    assert values["total", "total"][0] == str(as_json["total"]) == str(told.total) == "240"
    for part, sent in zip(told.parts, as_json["parts"], strict=True):
        assert values["part", part.name][0] == str(part.count or "NA")
        assert (sent["count"], sent["at_least"]) == (part.count, part.at_least)
    for social, sent in zip(told.social, as_json["social"], strict=True):
        assert values["social", social.name][0] == str(social.value or "NA")
        assert (sent["value"], sent["known"]) == (social.value, social.known)
    for name, _, _, amount in measured(made):
        ends = [f"{each:f}" for each in (amount.central, amount.low, amount.high)]
        assert values["impact", name] == ends
    sent = as_json["impact"]
    assert sent["factors_sha256"] == made.factors_sha256
    assert sent["co2e_after_new_parts"]["high"] == f"{made.after_new_parts.high:f}"
    again = Request.model_validate(
        {name: sent[name] for name in ("devices", "new_parts", "years", "displacement")}
    )
    assert again.figures(impact.load(sent["factors"])) == made, "made again from the file alone"


def test_no_file_lets_one_count_a_kind_that_is_not_told(
    house: House, app_client: TestClient
) -> None:
    periods.published(house, 90)
    sent = json.loads(app_client.get("/chiffres/1.json").content)
    [kinds] = [table["cells"] for table in sent["tables"] if table["name"] == "kind"]
    told = {cell["cell"]: cell["count"] for cell in kinds if cell["cell"] != "other"}
    assert None in told.values()
    counted = Counter[str]()
    for line in sent["impact"]["devices"]:
        counted[line["kind"]] += line["count"]
    assert counted == {kind: count for kind, count in told.items() if count}


def test_a_figure_below_eleven_is_not_told(published: House, app_client: TestClient) -> None:
    with published.pool.connection() as connection:
        rows = releases.read(connection, 1)
    small = sum(count < 11 for row in rows for count in row.counts)
    told = on_the_page(app_client.get("/chiffres/1").text).values()
    assert [*told].count("moins de 11") == small
    assert all(int(count) >= 11 for count in told if count != "moins de 11")


def test_the_margin_is_in_words_and_no_page_speaks_of_budgets(
    published: House, app_client: TestClient
) -> None:
    del published
    page = app_client.get("/chiffres/1").text
    assert page.count("Personnes équipées, à 6 près, dans 95 cas sur 100") == 3
    assert page.count("Personnes équipées, à 12 près, dans 95 cas sur 100") == 2
    assert not re.search("ε|epsilon|budget|différentiel", page)


def test_what_happens_later_changes_no_byte_of_it(published: House, app_client: TestClient) -> None:
    before = [app_client.get(f"/chiffres/1{form}").content for form in FORMS]
    some_handed(published, [S.MINIMUM_INCOME] * 11)
    statistics.close(published, SOMEBODY)
    assert [app_client.get(f"/chiffres/1{form}").content for form in FORMS] == before
    assert app_client.get("/chiffres/2").status_code == 200


def test_every_table_and_every_cell_has_its_words() -> None:
    plan = catalogue()
    assert set(TABLE) == set(ABOUT) == set(COLUMN) == {each.name for each in plan.tables}
    listed = {cell for name, cells in plan.values.items() for cell in cells if name != "territory"}
    assert set(CELL) == listed | {"outside"}


@pytest.mark.parametrize("address", ["/chiffres/2", "/chiffres/2.csv", "/chiffres/2.json"])
def test_what_is_not_published_is_not_found(app_client: TestClient, address: str) -> None:
    answer = app_client.get(address)
    assert answer.status_code == 404
    assert "pas publiée" in answer.text


def test_before_the_first_closing_the_page_says_so(app_client: TestClient) -> None:
    assert "Aucune période n’est encore publiée" in app_client.get("/chiffres").text


def test_the_administrator_closes_a_period_with_one_button(house: House, boss: Person) -> None:
    assert "Attendez" in boss.get("/administration/statistiques").text
    some_handed(house, [S.STUDENT] * 11)
    assert "Clore la période" in boss.get("/administration/statistiques").text
    command = str(uuid4())
    for _ in range(2):
        page = boss.submit("/administration/statistiques", command=command)
        assert "publiés" in page.text
    assert statistics.kept_of(house).periods.keys() == {1}


def test_a_closing_of_too_few_is_refused_with_a_sentence(house: House, boss: Person) -> None:
    handed(house, S.STUDENT)
    token = {"csrf": boss.csrf, "command": str(uuid4())}
    answer = boss.post("/administration/statistiques", data=token, follow_redirects=False)
    assert answer.status_code == 409
    assert "Moins de 11" in answer.text


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_nobody_else_closes_a_period(sign_in: SignIn, role: Role) -> None:
    person = sign_in(role)
    assert person.get("/administration/statistiques").status_code == 403
    token = {"csrf": person.csrf, "command": str(uuid4())}
    assert person.post("/administration/statistiques", data=token).status_code == 403
