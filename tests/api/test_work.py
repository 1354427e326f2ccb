"""The home page of those who work: what to do now, first; then which devices wait, and for what."""

from uuid import UUID, uuid4

import lives
import pytest
from lives import COUNTER, DESK, POINT, SHOP, command
from people import Person, SignIn

from api.access import Grant, Role
from api.house import House
from api.pages.work import FEW, PAGE, first_line
from ledger import Event
from ledger.codes import new_code, written
from ledger.values import DonorKind
from projections.worklist import Task

BROKEN = (*lives.PROMISED_TO_SOMEBODY, lives.handed_over(), lives.returned())


def waiting(house: House, *past: Event, count: int = 1) -> list[UUID]:
    """So many devices of that past."""
    devices = [uuid4() for _ in range(count)]
    house.record(command(*((device, event) for device in devices for event in past)))
    return devices


@pytest.fixture
def operator(sign_in: SignIn) -> Person:
    return sign_in(Role.OPERATOR, SHOP)


def test_the_first_line_counts_what_waits() -> None:
    assert first_line({Task.RECONDITION: 12, Task.INVENTORY: 3}, works=True) == (
        "12 appareils à reconditionner, 3 à inventorier."
    )
    assert first_line({Task.HAND_OVER: 1}, works=True) == "1 appareil à remettre."


def test_only_who_opens_lots_is_told_to_open_one() -> None:
    assert "ouvrez un lot" in first_line({}, works=True, collects=True)
    assert "lot" not in first_line({}, works=True)


def test_what_waits_is_grouped_by_task_with_what_is_missing(operator: Person, house: House) -> None:
    code = new_code()
    [bench] = waiting(house, *lives.ON_THE_BENCH, lives.bound(code))
    [broken] = waiting(house, *BROKEN)
    [road] = waiting(house, lives.collected(), lives.shipped(origin=POINT, destination=SHOP))
    [strange] = waiting(house, lives.collected(lot=None, donor=DonorKind.UNKNOWN), lives.received())
    page = operator.get("/travail").text
    assert "1 appareil à recevoir, 1 à rendre, 1 à reconditionner, 1 à inventorier." in page
    assert "Vous travaillez ici\u00a0: <strong>Atelier de Gap</strong>" in page
    parts = [page.index(f'id="{task}"') for task in counts(page)]
    assert parts == sorted(parts)
    for device in (bench, broken, road, strange):
        assert f'href="/appareils/{device}"' in page
    for shown in (
        "Lenovo ThinkPad T460", written(code), "sans étiquette", "depuis le 31 mars 2026",
        "Le disque « disk-1 » n’est pas effacé", "origine à préciser", "Ordinateur portable",
    ):  # fmt: skip
        assert shown in page.replace("\u00a0", " "), shown


def counts(page: str) -> list[str]:
    return [task for task in Task if f'id="{task}"' in page]


def test_a_place_sees_its_own_work_only(sign_in: SignIn, house: House) -> None:
    [device] = waiting(house, *lives.ON_THE_BENCH)
    for role, place in ((Role.OPERATOR, POINT), (Role.COUNTER, COUNTER), (Role.PRESCRIBER, DESK)):
        page = sign_in(role, place).get("/travail").text
        assert str(device) not in page
        assert "Rien n’attend ici" in page
    assert str(device) in sign_in(Role.ADMINISTRATOR).get("/travail").text


def test_where_one_works_now_decides(sign_in: SignIn, house: House) -> None:
    [device] = waiting(house, *lives.ON_THE_BENCH)
    person = sign_in(grants=(Grant(Role.OPERATOR, SHOP), Grant(Role.OPERATOR, POINT)))
    person.submit("/lieu", place=str(POINT))
    assert str(device) not in person.get("/travail").text
    person.submit("/lieu", place=str(SHOP))
    assert str(device) in person.get("/travail").text


def test_a_long_list_is_read_a_page_at_a_time(operator: Person, house: House) -> None:
    devices = waiting(house, lives.collected(), lives.received(), count=PAGE + 2)
    home = operator.get("/travail").text
    assert f"{PAGE + 2} appareils à inventorier." in home
    assert sum(str(device) in home for device in devices) == FEW
    assert 'href="/travail?tache=inventory"' in home
    pages = [operator.get(f"/travail?tache=inventory&page={page}").text for page in (1, 2, 3)]
    shown = [{device for device in devices if str(device) in page} for page in pages]
    assert [len(each) for each in shown] == [PAGE, 2, 0]
    assert shown[0] | shown[1] == set(devices)
    assert "Page suivante" in pages[0]
    assert "Page précédente" in pages[1]
    assert "Page suivante" not in pages[1]
    assert f"{PAGE + 2} appareils à inventorier. Page 2 sur 2." in pages[1]
    assert "Cette page de la liste est vide" in pages[2]


@pytest.mark.parametrize("query", ["tache=nothing", "tache=inventory&page=0", "page=x"])
def test_a_page_that_cannot_be_is_refused(operator: Person, query: str) -> None:
    assert operator.get(f"/travail?{query}").status_code == 422


def test_an_empty_bench_says_what_to_do(operator: Person) -> None:
    page = operator.get("/travail").text
    assert "Quand un appareil arrive, scannez-le, ou ouvrez un nouveau lot." in page
    for action in ("/lots/nouveau", "/appareils/nouveau", "/etiquettes"):
        assert f'href="{action}"' in page


def test_a_counter_is_not_asked_to_collect(sign_in: SignIn) -> None:
    page = sign_in(Role.COUNTER, COUNTER).get("/travail").text
    assert 'href="/lots/nouveau"' not in page
    assert "scannez-le." in page


def test_who_only_reads_figures_is_sent_to_them(sign_in: SignIn, house: House) -> None:
    waiting(house, *lives.ON_THE_BENCH)
    page = sign_in(Role.FUNDER).get("/travail").text
    assert 'href="/stock"' in page
    assert "/appareils/" not in page


@pytest.mark.parametrize(
    ("role", "place", "address"),
    [
        (Role.PRESCRIBER, DESK, "/catalogue"),
        (Role.COUNTER, COUNTER, "/caisse"),
        (Role.COUNTER, COUNTER, "/panne"),
        (Role.COORDINATOR, None, "/coordination"),
    ],
)
def test_each_role_begins_its_own_work_from_here(
    sign_in: SignIn, role: Role, place: UUID | None, address: str
) -> None:
    person = sign_in(role, place)
    main = person.get("/travail").text.split("<main")[1]
    assert f'href="{address}"' in main
    assert person.get(address).status_code == 200


def test_a_scanned_code_goes_to_the_search(operator: Person) -> None:
    page = operator.get("/travail").text
    assert '<form class="scan" action="/recherche"' in page
    assert 'name="q"' in page


def test_nobody_reads_it_without_signing_in(app_client: Person) -> None:
    answer = app_client.get("/travail", follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"] == "/connexion?suite=/travail"


def test_what_a_machine_says_of_itself_cannot_write_the_page(
    operator: Person, house: House
) -> None:
    facts = lives.facts(maker="<b>", model='"><script>alert(1)</script>')
    waiting(house, lives.collected(), lives.received(), lives.inventoried(facts=facts))
    assert "<script>" not in operator.get("/travail").text
