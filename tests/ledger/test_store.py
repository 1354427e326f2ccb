"""A command is recorded whole, once, and by what its author saw."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from given import Given
from lives import (
    COUNTER,
    IN_STOCK,
    LABELLED,
    PROMISED_TO_SOMEBODY,
    SHOP,
    SOMEBODY,
    bound,
    collected,
    command,
    handed_over,
    invited,
    opened,
    received,
    reserved,
    shipped,
    stocked,
)

from ledger import ActorKind, Author, Command, Entry, Event, Ledger, LedgerError
from ledger.codes import new_code
from ledger.device import Device, Stage
from ledger.errors import ClaimTaken, CommandReused, NotAllowed, Outrun, UnknownSubject
from ledger.values import ReservationId


def test_a_receipt_tells_where_the_events_stand(given: Given) -> None:
    device = uuid4()
    first = given.ledger.record(command((device, collected()), (device, received())))
    then = given.ledger.record(command((device, shipped(destination=COUNTER))))
    assert first.last_position == first.first_position + 1
    assert (then.first_position, then.replayed) == (first.last_position + 1, False)
    life = given.ledger.life(device)
    assert [record.version for record in life] == [1, 2, 3]
    assert [record.position for record in life] == [
        first.first_position,
        first.last_position,
        then.last_position,
    ]


@pytest.mark.parametrize(
    ("last", "why"),
    [(stocked(), UnknownSubject), (collected(place=COUNTER, lot=SHOP), UnknownSubject)],
)
def test_a_command_on_several_lives_is_recorded_whole_or_not_at_all(
    given: Given, last: Event, why: type[LedgerError]
) -> None:
    devices = [uuid4() for _ in range(5)]
    entries = [*((device, collected()) for device in devices[:-1]), (devices[-1], last)]
    before = newest(given.ledger)
    with pytest.raises(why):
        given.ledger.record(command(*entries))
    assert newest(given.ledger) == before
    assert not any(given.ledger.life(device) for device in devices)


def newest(ledger: Ledger) -> int:
    return max((record.position for record in ledger.since(0, limit=10**6)), default=0)


def test_a_claim_refused_at_the_last_moment_leaves_nothing_either(given: Given) -> None:
    taken = new_code()
    given(collected(), bound(taken))
    device, other, before = uuid4(), uuid4(), newest(given.ledger)
    free = new_code()
    with pytest.raises(ClaimTaken):
        given.ledger.record(
            command(
                (device, collected()), (other, collected()), (device, bound(free)),
                (other, bound(taken)),
            )
        )  # fmt: skip
    assert newest(given.ledger) == before
    assert given.ledger.holder("sticker", free) is None


def test_later_events_of_a_command_see_the_earlier_ones(given: Given) -> None:
    device, place = uuid4(), SHOP
    given.ledger.record(command((device, collected(place=place)), (device, received(origin=place))))
    with pytest.raises(NotAllowed):
        given.ledger.record(command((device, reserved()), (device, stocked())))
    assert given.ledger.subject(Device, device).stage == Stage.RECEIVED


def test_a_command_carries_something() -> None:
    with pytest.raises(ValueError, match="at least one event"):
        Command(uuid4(), SOMEBODY, ())


def test_a_command_sent_twice_is_recorded_once_and_answers_the_same(given: Given) -> None:
    device = given(*IN_STOCK).subject
    sent = command((device, reserved()))
    first, again = given.ledger.record(sent), given.ledger.record(sent)
    assert replace(first, replayed=True) == again
    assert len(given.ledger.life(device)) == len(IN_STOCK) + 1


def test_it_answers_the_same_even_when_the_law_would_refuse_it_today(given: Given) -> None:
    device = given(*IN_STOCK).subject
    sent = command((device, reserved()))
    first = given.ledger.record(sent)
    given.ledger.record(command((device, handed_over())))
    assert given.ledger.record(sent) == replace(first, replayed=True)
    stale = replace(sent, entries=(Entry(device, reserved(), seen=len(IN_STOCK)),))
    assert given.ledger.record(stale) == replace(first, replayed=True)


def test_it_answers_the_same_to_eight_who_send_it_at_once(given: Given) -> None:
    device = given(*IN_STOCK).subject
    sent = command((device, reserved()))
    with ThreadPoolExecutor(8) as wires:
        receipts = list(wires.map(lambda _: given.ledger.record(sent), range(8)))
    assert len({receipt.first_position for receipt in receipts}) == 1
    assert [receipt.replayed for receipt in receipts].count(False) == 1
    assert len(given.ledger.life(device)) == len(IN_STOCK) + 1


@pytest.mark.parametrize("device", [None, uuid4()])
def test_an_id_that_carried_something_else_is_refused(given: Given, device: UUID | None) -> None:
    sent = command((given(*LABELLED).subject, stocked()))
    given.ledger.record(sent)
    other = Entry(device or sent.entries[0].subject, reserved() if device is None else collected())
    with pytest.raises(CommandReused) as refusal:
        given.ledger.record(replace(sent, entries=(other,)))
    assert refusal.value.command == sent.id
    assert given.ledger.sent_before(sent) is not None
    with pytest.raises(CommandReused):
        given.ledger.sent_before(replace(sent, entries=(other,)))


def test_a_refused_command_may_be_sent_again_once_it_is_lawful(given: Given) -> None:
    past = given(*LABELLED)
    sent = command((past.subject, reserved()))
    with pytest.raises(NotAllowed):
        given.ledger.record(sent)
    assert given.ledger.sent_before(sent) is None
    past.when(stocked()).stands()
    assert given.ledger.record(sent).replayed is False


def test_who_saw_an_older_version_is_told(given: Given) -> None:
    device = given(*IN_STOCK).subject
    seen = len(IN_STOCK)
    given.ledger.record(command((device, shipped())))
    with pytest.raises(Outrun) as refusal:
        given.ledger.record(Command(uuid4(), SOMEBODY, (Entry(device, reserved(), seen),)))
    assert (refusal.value.seen, refusal.value.version) == (seen, seen + 1)


def test_who_saw_the_newest_version_is_heard(given: Given) -> None:
    device = given(*IN_STOCK).subject
    for entry in (Entry(device, reserved(), seen=len(IN_STOCK)), Entry(uuid4(), collected(), 0)):
        assert not given.ledger.record(Command(uuid4(), SOMEBODY, (entry,))).replayed


def test_of_two_who_saw_the_same_one_wins_and_the_other_is_told(given: Given) -> None:
    device = given(*PROMISED_TO_SOMEBODY).subject
    seen = len(PROMISED_TO_SOMEBODY)

    def invite(_: int) -> tuple[int, int] | None:
        try:
            given.ledger.record(Command(uuid4(), SOMEBODY, (Entry(device, invited(), seen),)))
        except Outrun as refusal:
            return refusal.seen, refusal.version
        return None

    with ThreadPoolExecutor(8) as people:
        told = list(people.map(invite, range(8)))
    assert told.count(None) == 1
    assert told.count((seen, seen + 1)) == 7


def test_who_saw_no_version_is_judged_again_after_a_lost_race(given: Given) -> None:
    device = given(*PROMISED_TO_SOMEBODY).subject
    with ThreadPoolExecutor(4) as people:
        list(people.map(lambda _: given.ledger.record(command((device, invited()))), range(4)))
    assert len(given.ledger.life(device)) == len(PROMISED_TO_SOMEBODY) + 4


def test_the_loser_of_a_race_hears_the_law_and_not_the_race(given: Given) -> None:
    device = given(*IN_STOCK).subject

    def promise(_: int) -> str:
        try:
            given.ledger.record(command((device, reserved(reservation=ReservationId(uuid4())))))
        except NotAllowed as refusal:
            return refusal.stage
        return "won"

    with ThreadPoolExecutor(8) as people:
        assert sorted(people.map(promise, range(8))) == ["reserved"] * 7 + ["won"]


def test_an_event_is_stored_with_all_that_surrounded_it(given: Given) -> None:
    author = Author(ActorKind.STATION, uuid4(), organisation=uuid4(), place=uuid4())
    places = uuid4(), uuid4()
    sent = command(*((place, opened()) for place in places), author=author, causation=uuid4())
    before = datetime.now(UTC)
    Ledger(given.pool, territory="queyras").record(sent)
    one, other = (given.ledger.life(place)[0] for place in places)
    told = one.metadata
    assert (told.command, told.causation) == (sent.id, sent.causation)
    assert (told.actor, told.actor_id) == (ActorKind.STATION, author.id)
    assert (told.organisation, told.place) == (author.organisation, author.place)
    assert (told.territory, told.clock) == ("queyras", None)
    assert told.id != other.metadata.id
    assert one.recorded_at == other.recorded_at
    assert before <= one.recorded_at <= datetime.now(UTC)
