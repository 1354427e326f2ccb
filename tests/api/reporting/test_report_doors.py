"""Who gets which report, from a button or from a command, and what is said when there is none."""

from collections.abc import Callable
from hashlib import sha256
from html import unescape
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from lives import SOMEBODY
from orders import FUND, granted
from papers import flat, text_of
from people import SignIn
from periods import published

from api.access import Role
from api.cli import main
from api.house import House
from api.statistics.guarantees import GUARANTEES

READERS = (Role.COORDINATOR, Role.FUNDER, Role.ADMINISTRATOR)
YEARLY = "/tableau-de-bord/rapport.pdf?exercice="
Typed = Callable[..., tuple[int, str, str]]


@pytest.fixture
def typed(
    house: House, database: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Typed:
    """The command on the same database: its status, and what it prints."""
    monkeypatch.setenv("DATABASE_URL", database)
    monkeypatch.setenv("MELEZE_VAR", str(house.settings.var))

    def typed(*arguments: str) -> tuple[int, str, str]:
        status = main(["report", *arguments])
        said = capsys.readouterr()
        return status, said.out, said.err

    return typed


def test_the_command_and_the_buttons_give_the_same_file(
    two_periods: House, app_client: TestClient, sign_in: SignIn, typed: Typed, tmp_path: Path
) -> None:
    funder, path = sign_in(Role.FUNDER), tmp_path / "rapport.pdf"
    year = str(two_periods.today().year)
    of_period, of_year = app_client.get("/chiffres/2.pdf"), funder.get(YEARLY + year)
    for answer, asked in ((of_period, ("--period", "2")), (of_year, ("--year", year))):
        assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
        status, said, _ = typed(*asked, "--output", str(path))
        assert status == 0
        assert path.read_bytes() == answer.content
        digest = sha256(answer.content).hexdigest()
        assert digest in said
        assert answer.headers["etag"] == f'"{digest}"'
    typed("--output", str(path))
    assert path.read_bytes() == of_period.content, "without a period, the last one"
    assert funder.get("/chiffres/2.pdf").content == of_period.content


def test_pages_offer_it_and_say_that_all_of_it_is_there_too(
    two_periods: House, app_client: TestClient, sign_in: SignIn
) -> None:
    page = app_client.get("/chiffres/2").text
    assert 'href="/chiffres/2.pdf"' in page
    assert "Tout ce qu’elles disent est aussi ici" in page
    text = text_of(app_client.get("/chiffres/2.pdf").content)
    for line in (line for lines in GUARANTEES.values() for line in lines):
        assert line in unescape(page)
        assert flat(line) in text
    board = sign_in(Role.FUNDER).get("/tableau-de-bord").text
    assert f'href="{YEARLY}{two_periods.today().year}"' in board
    assert 'href="/chiffres/2.pdf"' in board


def test_a_new_period_is_read_at_once(busy: House, app_client: TestClient) -> None:
    published(busy, 96)
    assert app_client.get("/chiffres/2.pdf").status_code == 404
    first = app_client.get("/chiffres/1.pdf").content
    published(busy, 240, first=2)
    assert app_client.get("/chiffres/2.pdf").status_code == 200
    assert app_client.get("/chiffres/1.pdf").content == first


def test_a_movement_of_the_fund_is_read_at_once(two_periods: House, sign_in: SignIn) -> None:
    path = f"{YEARLY}{two_periods.today().year}"
    funder = sign_in(Role.FUNDER)
    before = funder.get(path).content
    assert funder.get(path).content == before
    two_periods.record_events(SOMEBODY, (FUND, granted()))
    assert funder.get(path).content != before


def test_who_reads_accounts_gets_the_report_of_a_year(two_periods: House, sign_in: SignIn) -> None:
    path = f"{YEARLY}{two_periods.today().year}"
    answers = {role: sign_in(role).get(path).status_code for role in Role}
    assert answers == {role: 200 if role in READERS else 403 for role in Role}


def test_a_visitor_is_asked_to_sign_in_for_the_accounts(app_client: TestClient) -> None:
    answer = app_client.get(f"{YEARLY}2026", follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/connexion")


@pytest.mark.parametrize(
    ("path", "status", "why"),
    [
        ("/chiffres/9.pdf", 404, "La période 9 n’est pas publiée."),
        (f"{YEARLY}2019", 404, "L’exercice 2019 du fonds n’existe pas."),
        (f"{YEARLY}demain", 422, "illisible\u00a0: «\u00a0exercice\u00a0»."),
        ("/tableau-de-bord/rapport.pdf", 422, "illisible\u00a0: «\u00a0exercice\u00a0»."),
        ("/chiffres/0.pdf", 422, "Une valeur manque"),
    ],
)
def test_what_cannot_be_reported_is_a_sentence(
    two_periods: House, sign_in: SignIn, path: str, status: int, why: str
) -> None:
    del two_periods
    answer = sign_in(Role.FUNDER).get(path, headers={"accept": "text/html"})
    assert answer.status_code == status
    assert why in answer.text


def test_before_anything_is_published_it_is_said(
    busy: House, sign_in: SignIn, typed: Typed
) -> None:
    year = busy.today().year
    funder = sign_in(Role.FUNDER)
    assert "n’est encore publiée" in funder.get("/chiffres/1.pdf").text
    answer = funder.get(f"{YEARLY}{year}")
    assert (answer.status_code, "n’aurait que des comptes" in answer.text) == (404, True)
    status, said, why = typed()
    assert (status, said) == (1, "")
    assert "n’est encore publiée" in why


@pytest.mark.usefixtures("two_periods")
@pytest.mark.parametrize(
    ("asked", "why"),
    [
        (("--period", "9"), "La période 9 n’est pas publiée."),
        (("--year", "2019"), "L’exercice 2019 du fonds n’existe pas."),
        (("--output", "/nulle/part.pdf"), "ne s’écrit pas : ce fichier ou son dossier"),
    ],
)
def test_the_command_refuses_with_a_sentence_and_writes_nothing(
    typed: Typed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, asked: tuple[str, str], why: str
) -> None:
    monkeypatch.chdir(tmp_path)
    status, said, refused = typed(*asked)
    assert (status, said) == (1, "")
    assert why in refused
    assert list(tmp_path.glob("*.pdf")) == []


def test_a_period_and_a_year_do_not_go_together(
    typed: Typed, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="2"):
        typed("--period", "1", "--year", "2026")
    assert "--year ne va pas avec --period." in capsys.readouterr().err
