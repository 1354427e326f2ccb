"""What every event owes, whatever it says. A new one is tested the day its class is written."""

import copy
import inspect
import json
import re
import subprocess
import sys
from enum import StrEnum
from pathlib import Path
from random import Random
from typing import Any

import pytest
from given import Given
from hypothesis import HealthCheck, settings
from hypothesis import given as whatever
from hypothesis import strategies as st
from lives import DEVICE, command
from random_lives import Command, histories, history

from ledger import EVENTS, Event
from ledger.aggregates import KINDS
from ledger.correction import Correction, effective, fold
from ledger.event import UNBORN, Aggregate, apply

TESTS = Path(__file__).parent.parent
GOLDEN: dict[str, dict[str, Any]] = {
    path.stem: json.loads(path.read_text()) for path in (TESTS / "golden").glob("*.json")
}
every_event = pytest.mark.parametrize("event", EVENTS.values(), ids=EVENTS)


def golden(event: type[Event]) -> Event:
    return event.model_validate(GOLDEN[event.TOPIC]["state"])


def test_every_event_has_its_golden_example() -> None:
    assert set(GOLDEN) == set(EVENTS)


@every_event
def test_what_was_stored_once_reads_back_for_ever(event: type[Event]) -> None:
    state = GOLDEN[event.TOPIC]["state"]
    read = event.model_validate_json(json.dumps(state))
    stored = json.loads(read.model_dump_json())
    assert contains(stored, state), "added fields are fine, lost or changed ones are not"
    assert event.model_validate(stored) == read


def contains(whole: Any, part: Any) -> bool:
    if isinstance(part, dict):
        return all(key in whole and contains(whole[key], part[key]) for key in part)
    return bool(whole == part)


@every_event
def test_a_golden_example_says_all_that_its_event_can_say(event: type[Event]) -> None:
    state = GOLDEN[event.TOPIC]["state"]
    missing = set(event.model_fields) - set(state)
    assert not [name for name in missing if event.model_fields[name].is_required()]
    if not issubclass(event, Correction):
        assert [name for name in state if state[name] in (None, [], {})] == []


def test_a_golden_example_once_committed_is_never_changed() -> None:
    changed = subprocess.run(
        ["git", "diff", "--name-only", "--diff-filter=MDR", "HEAD", "--", TESTS / "golden"],
        cwd=TESTS,
        capture_output=True,
        text=True,
        check=False,
    )
    if changed.returncode:
        pytest.skip("not a git checkout")
    assert changed.stdout == ""


@every_event
def test_a_topic_names_the_kind_of_life_the_event_and_its_version(event: type[Event]) -> None:
    assert re.fullmatch(r"[a-z]+\.[a-z_]+\.v[1-9]\d*", event.TOPIC)
    assert event.TOPIC.partition(".")[0] == event.OF.KIND
    words = {event.__module__, event.__qualname__, *event.__module__.split(".")}
    assert not words & set(event.TOPIC.split(".")) - set(KINDS), "no Python path on disk"


@every_event
def test_an_event_says_in_a_sentence_what_happened(event: type[Event]) -> None:
    assert event.__doc__
    assert event.__doc__ != Event.__doc__
    assert event.__doc__.split("\n", 1)[0].endswith((".", ","))


def stages(kind: type[Aggregate]) -> set[str]:
    """The stages that the module of an aggregate names."""
    [known] = {
        member
        for _, member in inspect.getmembers(sys.modules[kind.__module__], inspect.isclass)
        if issubclass(member, StrEnum) and UNBORN in set(member)
        if member.__module__ == kind.__module__
    }
    return set(known)


@every_event
def test_an_event_moves_between_known_stages_of_its_own_kind(event: type[Event]) -> None:
    assert event.OF is KINDS[event.OF.KIND]
    assert {*event.moves, *event.moves.values()} <= stages(event.OF)
    assert UNBORN not in event.moves.values(), "nobody is unborn again"


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_every_kind_of_life_begins_with_one_event_and_is_correctable(
    kind: type[Aggregate],
) -> None:
    mine = [event for event in EVENTS.values() if event.OF is kind]
    assert len([event for event in mine if UNBORN in event.moves]) == 1
    [correction] = [event for event in mine if issubclass(event, Correction)]
    assert {*correction.moves, UNBORN} == stages(kind), "even the end may be a mistake"
    reached = {UNBORN}.union(*(event.moves.values() for event in mine))
    assert reached == stages(kind), "no stage that nothing leads to"


@every_event
def test_equal_events_are_equal_bytes(event: type[Event]) -> None:
    state = GOLDEN[event.TOPIC]["state"]
    turned = {
        name: value[::-1] if set_of_words(event, name) else value for name, value in state.items()
    }
    assert event.model_validate(turned).model_dump_json() == golden(event).model_dump_json()


def set_of_words(event: type[Event], name: str) -> bool:
    return "frozenset" in str(event.model_fields[name].annotation)


@every_event
def test_an_event_is_frozen_and_takes_no_unknown_field(event: type[Event]) -> None:
    state = GOLDEN[event.TOPIC]["state"]
    with pytest.raises(ValueError, match="frozen"):
        golden(event).happened_at = None  # type: ignore[assignment, misc]
    with pytest.raises(ValueError, match="Extra inputs are not permitted"):
        event.model_validate(state | {"beneficiary": "Camille"})


@every_event
@pytest.mark.parametrize(
    "moment",
    [
        "2026-03-31T12:00:00",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-12:00",
        "2026-03-31T12:00:00-23:59",
        "2026-03-31T12:00:00+16:00",
        "hier",
    ],
    ids=["without an offset", "year 1", "year 9999", "offset -23:59", "offset +16", "no time"],
)
def test_an_event_happens_at_a_time_that_can_be_told_anywhere(
    event: type[Event], moment: str
) -> None:
    with pytest.raises(ValueError, match="happened_at"):
        event.model_validate(GOLDEN[event.TOPIC]["state"] | {"happened_at": moment})


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
@whatever(chance=st.randoms(use_true_random=False))
@settings(max_examples=20, deadline=None)
def test_the_past_does_not_refuse(kind: type[Aggregate], chance: Random) -> None:
    """In any order, lawful or not, what is stored folds."""
    events = [golden(event) for event in EVENTS.values() if event.OF is kind] * 2
    chance.shuffle(events)
    life = list(enumerate(events, start=1))
    assert fold(kind, DEVICE, life).version == len(events)
    assert len(effective(life)) <= len(events)


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
@whatever(chance=st.randoms(use_true_random=False))
@settings(max_examples=20, deadline=None)
def test_an_event_changes_a_copy_and_not_what_it_was_copied_from(
    kind: type[Aggregate], chance: Random
) -> None:
    """Subjects are remembered and copied field by field: what a field holds is never changed."""
    events = [golden(event) for event in EVENTS.values() if event.OF is kind] * 2
    chance.shuffle(events)
    subject = kind(DEVICE)
    for event in events:
        before, after = copy.deepcopy(subject), copy.copy(subject)
        apply(event, after)
        assert subject == before, event.TOPIC
        subject = after


@whatever(histories())
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_the_ledger_records_every_lawful_life_and_reads_it_back(
    given: Given, commands: list[Command]
) -> None:
    lives: dict[Any, list[tuple[int, Event]]] = {}
    for happenings in commands:
        given.ledger.record(command(*happenings))
        for subject, event in happenings:
            life = lives.setdefault(subject, [])
            life.append((len(life) + 1, event))
    for subject, life in lives.items():
        kind = life[0][1].OF
        assert [record.event for record in given.ledger.life(subject)] == [e for _, e in life]
        assert given.ledger.subject(kind, subject) == fold(kind, subject, life)


def test_random_lives_meet_every_event() -> None:
    missing = set(EVENTS)
    for seed in range(500):
        for happenings in history(seed, 25) if missing else ():
            missing -= {event.TOPIC for _, event in happenings}
    assert not missing
