"""A need noted in one gesture: it counts, and says nothing of anybody."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from desk import text_of
from lives import DESK, SHOP
from people import Person, SignIn

from api.access import Role
from ledger import Recorded
from ledger.need import NeedCorrected, NeedNoted, Obstacle
from ledger.values import Feature, Use

Record = Callable[[], list[Recorded]]
NEED = {"use": "office", "kind": "laptop", "features": ["light"], "obstacle": "nothing_in_stock"}


def test_a_need_is_noted_and_confirmed(adviser: Person, recorded: Record) -> None:
    answer = adviser.submit("/besoins", command=str(uuid4()), **NEED)
    assert answer.status_code == 200
    assert "C’est noté." in answer.text
    assert "Rien en stock" in text_of(answer)
    [record] = recorded()
    assert isinstance(record.event, NeedNoted)
    assert (record.event.place, record.event.use) == (DESK, Use.OFFICE)
    assert record.event.obstacle is Obstacle.NOTHING_IN_STOCK
    assert record.event.features == {Feature.LIGHT}


def test_sent_twice_it_counts_once(adviser: Person, recorded: Record) -> None:
    command = str(uuid4())
    for _ in range(2):
        assert adviser.submit("/besoins", command=command, **NEED).status_code == 200
    assert len(recorded()) == 1


@pytest.mark.parametrize(
    "fields",
    [{"use": "games"}, {"obstacle": ""}, {"obstacle": "06 12 34 56 78"}, {"kind": "rocket"}],
)
def test_what_no_list_holds_is_refused(
    adviser: Person, recorded: Record, fields: dict[str, Any]
) -> None:
    answer = adviser.submit("/besoins", command=str(uuid4()), **NEED | fields)
    assert answer.status_code == 422
    assert "Rien n’est enregistré." in answer.text
    assert recorded() == []


def test_a_need_is_noted_by_who_advises_in_a_place(
    sign_in: SignIn, adviser: Person, recorded: Record
) -> None:
    form = {"command": str(uuid4()), **NEED}
    codes = {Role.COUNTER: 200, Role.OPERATOR: 403, Role.FUNDER: 403, Role.COORDINATOR: 403}
    for role, code in codes.items():
        assert sign_in(role).submit("/besoins", **form).status_code == code
    assert adviser.post("/besoins", data=form).status_code == 403, "no form of ours"
    assert len(recorded()) == 1


def test_the_confirmation_is_for_the_place_that_noted_it(adviser: Person, sign_in: SignIn) -> None:
    answer = adviser.submit("/besoins", command=str(uuid4()), **NEED)
    path = answer.url.path
    assert sign_in(Role.PRESCRIBER, SHOP).get(path).status_code == 404
    assert sign_in(Role.COORDINATOR).get(path).status_code == 200
    assert adviser.get(f"/besoins/{uuid4()}").status_code == 404


def test_a_need_noted_by_mistake_counts_no_more(
    adviser: Person, sign_in: SignIn, recorded: Record
) -> None:
    path = adviser.submit("/besoins", command=str(uuid4()), **NEED).url.path
    assert "Annuler ce besoin" in adviser.get(path).text
    coordinator = sign_in(Role.COORDINATOR)
    assert "Annuler ce besoin" not in coordinator.get(path).text
    form = {"command": str(uuid4())}
    for stranger in (coordinator, sign_in(Role.PRESCRIBER, SHOP)):
        assert stranger.submit(f"{path}/annuler", **form).status_code == 404
    assert adviser.post(f"{path}/annuler", data=form).status_code == 403, "no form of ours"
    for _ in range(2):
        assert adviser.submit(f"{path}/annuler", **form).status_code == 200
    assert [type(each.event) for each in recorded()] == [NeedNoted, NeedCorrected]
    assert adviser.get(path).status_code == 404
