"""Needs, rounds, meetings and their actions, as coordinators read them."""

from datetime import timedelta
from uuid import uuid4

from coordination import TODAY, decided, goes, met, noted, settled
from given import Given
from lives import ASSOCIATION, COUNTER, NOON, at, corrected
from reader import Reader
from trade import Desk

from ledger import meeting as m
from ledger import order as o
from ledger.delivery_round import RoundChanged, RoundEnded, RoundPlanned
from ledger.need import NeedCorrected
from ledger.territory import commune
from ledger.values import Use
from projections import meetings, needs, rounds

LONG_AGO = NOON - timedelta(days=9000)
"""When no other test notes a need."""


def counts(read: Reader, days: int = 1) -> dict[tuple[str, str], tuple[int, int, int]]:
    found = read(needs.count, LONG_AGO, LONG_AGO + timedelta(days))
    return {(row.epci, row.use): (row.told, row.waiting, row.unmet) for row in found}


def test_needs_are_counted_by_intercommunalite_and_use(given: Given, read: Reader) -> None:
    laragne, briancon = commune("05070").epci, commune("05023").epci
    before = counts(read)
    old = {"happened_at": LONG_AGO}
    given(noted(**old))
    mistake = given(noted(**old, use=Use.LEARNING))
    given(noted(**old, place=COUNTER))
    given(noted(happened_at=LONG_AGO + timedelta(1)))
    after = counts(read)
    assert after[laragne, "office"][0] == before.get((laragne, "office"), (0,))[0] + 1
    assert after[laragne, "learning"][0] == 1
    assert after[briancon, "office"][0] == 1
    mistake.when(corrected(1, of=NeedCorrected)).stands()
    assert counts(read).get((laragne, "learning"), (0,))[0] == 0


def test_orders_that_wait_count_whatever_their_age_and_unmet_ones_by_their_end(
    given: Given, read: Reader
) -> None:
    key = commune("05070").epci, "procedures"
    desk = Desk(given.ledger)
    desk.write(desk.submitted())
    before = counts(read).get(key, (0, 0, 0))
    desk.write(desk.waits())
    assert counts(read)[key] == (before[0], before[1] + 1, before[2])
    unmet = o.Unmet(happened_at=LONG_AGO, shortage=o.Shortage.STOCK)
    desk.write((desk.order, unmet))
    assert counts(read)[key] == (before[0], before[1], before[2] + 1)
    assert counts(read, days=0).get(key, (0, 0, 0))[2] == 0


def test_a_round_is_told_as_it_runs_until_it_ends(given: Given, read: Reader) -> None:
    past = given(RoundPlanned(**goes()))
    past = past.when(RoundChanged(**goes(name="Tournée du sud", every_days=7))).stands()
    [row] = [each for each in read(rounds.read_all) if each.subject == past.subject]
    assert (row.name, row.every_days, row.first_on) == ("Tournée du sud", 7, TODAY)
    assert row.stops == list(goes()["stops"])
    past.when(RoundEnded(**at())).stands()
    assert past.subject not in {each.subject for each in read(rounds.read_all)}


def test_meetings_are_told_in_their_order_and_cancelled_ones_are_not(
    given: Given, read: Reader
) -> None:
    late, soon = given(met(starts_at=NOON + timedelta(9))), given(met())
    gone = given(met()).when(m.MeetingCancelled(**at())).stands()
    mine = [late.subject, soon.subject, gone.subject]
    told = [row.subject for row in read(meetings.read_all) if row.subject in mine]
    assert told == [soon.subject, late.subject]


def test_an_action_comes_back_until_it_is_settled(given: Given, read: Reader) -> None:
    urgent, calm = uuid4(), uuid4()
    past = given(met(), decided(calm, due_on=TODAY + timedelta(9)), decided(urgent))

    def told(*, only_open: bool) -> list[object]:
        rows = read(meetings.read_actions, only_open=only_open)
        return [row.action for row in rows if row.subject == past.subject]

    assert told(only_open=True) == [urgent, calm]
    past.when(settled(urgent)).stands()
    assert told(only_open=True) == [calm]
    assert told(only_open=False) == [urgent, calm]
    [row] = [row for row in read(meetings.read_actions) if row.action == urgent]
    assert (row.outcome, row.settled_at, row.organisation) == ("done", NOON, ASSOCIATION)


def test_two_meetings_may_bear_an_action_of_one_number(given: Given, read: Reader) -> None:
    action = uuid4()
    given(met(), decided(action))
    given(met(), decided(action))
    assert len([row for row in read(meetings.read_actions) if row.action == action]) == 2
