"""What the service does by itself goes on after a failure, and ends with the service."""

import threading

import psycopg
import pytest

from api.background import repeated


def test_a_failure_that_lasts_is_logged_once_and_tried_again(
    caplog: pytest.LogCaptureFixture,
) -> None:
    outcomes = [psycopg.OperationalError("gone"), psycopg.OperationalError("gone"), None]
    outcomes += [psycopg.OperationalError("gone")]
    done = threading.Event()

    def work() -> None:
        if not outcomes:
            done.set()
        elif outcome := outcomes.pop(0):
            raise outcome

    with repeated(work, "tried", 0.001, "it cannot be done"):
        assert done.wait(10)
    # the second time it is news again, for it had worked in between
    assert [record.message for record in caplog.records] == ["it cannot be done"] * 2


def test_it_ends_with_its_block() -> None:
    with repeated(lambda: None, "ended", 0.001, "it cannot be done"):
        assert any(thread.name == "ended" for thread in threading.enumerate())
    assert all(thread.name != "ended" for thread in threading.enumerate())
