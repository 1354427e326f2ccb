"""Logs of erasures: kept whole beside the ledger, fetched back by those who may read the life."""

import hashlib
from uuid import UUID

import lives
import pytest
from device_pasts import Make
from page_forms import PageForm, address, events, form_of, is_done, opened
from people import Person, SignIn

from api.access import Role
from api.erasing.kept import LIMIT_MB, keep, kept
from api.house import House
from api.settings import Settings
from ledger import device as d

LOG = b"nwipe 0.38: all zeros, verified"
SHA256 = hashlib.sha256(LOG).hexdigest()
FILE = {"evidence": ("../../nwipe.log", LOG)}


def erasure(person: Person, make: Make) -> PageForm:
    form = opened(person, make(*lives.ON_THE_BENCH), d.StorageErased)
    return form.fill(verdict="erased", erasure__method="overwrite")


def test_the_file_is_kept_and_the_event_bears_its_hash(
    operator: Person, house: House, settings: Settings, make: Make
) -> None:
    done = erasure(operator, make).send(files=FILE)
    assert is_done(done)
    device = done.url.path.split("/")[2]
    [*_, erased] = [record.event for record in house.ledger.life(UUID(device))]
    assert isinstance(erased, d.StorageErased)
    assert erased.erasure.evidence_sha256 == SHA256
    assert [path.name for path in (settings.var / "evidence").iterdir()] == [SHA256]
    assert (settings.var / "evidence").stat().st_mode & 0o077 == 0
    link = f"/appareils/{device}/preuves/{SHA256}"
    assert f'href="{link}"' in done.text
    fetched = operator.get(link)
    assert fetched.content == LOG
    assert fetched.headers["content-type"] == "application/octet-stream"
    assert fetched.headers["content-disposition"].startswith("attachment")


def test_only_a_life_that_names_a_file_leads_to_it(
    operator: Person, sign_in: SignIn, make: Make
) -> None:
    done = erasure(operator, make).send(files=FILE)
    device = done.url.path.split("/")[2]
    link = f"/appareils/{device}/preuves/{SHA256}"
    assert sign_in(Role.FUNDER).get(link).status_code == 403
    other = make(*lives.PROVEN)
    assert operator.get(f"{address(other)}/preuves/{SHA256}").status_code == 404
    assert operator.get(f"/appareils/{device}/preuves/{'0' * 64}").status_code == 404
    assert operator.get(f"/appareils/{device}/preuves/..%2f{SHA256}").status_code == 404


def test_the_file_is_kept_while_the_rest_is_mended(
    operator: Person, house: House, make: Make
) -> None:
    form = erasure(operator, make).fill(erasure__method="")
    answer = form.send(files=FILE)
    assert answer.status_code == 422
    assert "Un fichier est déjà joint." in answer.text
    again = form_of(operator, answer).fill(erasure__method="overwrite")
    assert is_done(again.send())
    erased = events(house, UUID(form.action.split("/")[2]))[-1]
    assert isinstance(erased, d.StorageErased)
    assert erased.erasure.evidence_sha256 == SHA256


@pytest.mark.parametrize("typed", ["0" * 64, "../evidence", SHA256.upper()])
def test_a_file_that_is_not_here_is_not_believed(operator: Person, make: Make, typed: str) -> None:
    form = erasure(operator, make)
    form.texts["evidence_kept"] = [typed]
    answer = form.send()
    assert answer.status_code == 422
    assert "joignez-le de nouveau" in answer.text


def test_a_hash_is_never_typed(operator: Person, make: Make) -> None:
    form = erasure(operator, make)
    form.texts["erasure.evidence_sha256"] = ["0" * 64]
    assert form.send().status_code == 422


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "Ce fichier est vide."),
        (b"0" * (LIMIT_MB * 1024 * 1024 + 1), "Ce fichier est trop gros"),
    ],
    ids=["empty", "huge"],
)
def test_a_file_that_proves_nothing_is_refused(
    operator: Person, settings: Settings, make: Make, content: bytes, said: str
) -> None:
    answer = erasure(operator, make).send(files={"evidence": ("nwipe.log", content)})
    assert answer.status_code == 422
    assert said in answer.text
    assert not (settings.var / "evidence").exists()


def test_a_file_sent_to_another_step_is_refused(operator: Person, make: Make) -> None:
    form = opened(operator, make(*lives.LABELLED), d.Stocked)
    assert form.send(files=FILE).status_code == 422


def test_an_erasure_without_its_file_says_why(operator: Person, make: Make) -> None:
    form = erasure(operator, make)
    assert "dites pourquoi il n’y en a pas" in form.send().text
    answer = form.fill(erasure__no_evidence="tool_writes_none").send()
    assert answer.status_code == 422
    assert answer.text.count("Sans journal, dites quel outil, et sa version.") == 4, "twice each"
    form.fill(erasure__tool="nwipe", erasure__tool_version="0.38")
    assert is_done(form.send())


@pytest.mark.parametrize("method", ["factory_reset", "destruction"])
def test_what_no_program_carries_out_names_none(operator: Person, make: Make, method: str) -> None:
    form = erasure(operator, make).fill(erasure__method=method)
    assert is_done(form.fill(erasure__no_evidence="destroyed_in_front_of_us").send())


@pytest.mark.parametrize(
    ("method", "level", "said"),
    [
        ("overwrite", "destroy", "celui d’un disque détruit"),
        ("destruction", "clear", "celui d’un disque détruit"),
    ],
)
def test_the_level_is_one_that_the_method_can_reach(
    operator: Person, make: Make, method: str, level: str, said: str
) -> None:
    form = erasure(operator, make).fill(erasure__method=method, erasure__level=level)
    assert said in form.send(files=FILE).text


@pytest.mark.parametrize(
    ("method", "level"), [("overwrite", "clear"), ("ata_secure_erase", "purge")]
)
def test_the_level_follows_from_the_method(
    operator: Person, house: House, make: Make, method: str, level: str
) -> None:
    form = erasure(operator, make).fill(erasure__method=method)
    assert is_done(form.send(files=FILE))
    erased = events(house, UUID(form.action.split("/")[2]))[-1]
    assert isinstance(erased, d.StorageErased)
    assert erased.erasure.level == level


def test_one_file_kept_twice_is_one_file(settings: Settings) -> None:
    for _ in range(2):
        assert keep(settings, LOG) == SHA256
    path = kept(settings, SHA256)
    assert path is not None
    assert path.read_bytes() == LOG
    assert len(list(path.parent.iterdir())) == 1
