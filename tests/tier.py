"""How often a test repeats itself: a little each time, much more with ``./run test --all``."""

from dataclasses import dataclass

import pytest
from hypothesis import settings

EXAMPLES = {"few": 30, "all": 2_000}
"""Of each property, unless its test says otherwise, by the name of Hypothesis's profile. The few
are the same each time: whoever changes one thing is not told of another by chance."""


def choose(*, everything: bool) -> None:
    """Before the tests are read: some say at once how often they repeat themselves."""
    for name, examples in EXAMPLES.items():
        settings.register_profile(
            name, max_examples=examples, deadline=None, derandomize=not everything
        )
    settings.load_profile("all" if everything else "few")


def examples(few: int, all_of_them: int) -> int:
    """``examples(15, 300)`` for a test that costs more, or less, than others."""
    return all_of_them if settings.get_current_profile_name() == "all" else few


@dataclass(frozen=True, slots=True)
class Tier:
    """``tier(60, 10_000)`` is 60, or 10,000 when everything is asked for."""

    everything: bool

    def __call__(self, few: int, all_of_them: int) -> int:
        return all_of_them if self.everything else few


def add_option(parser: pytest.Parser) -> None:
    parser.addoption(
        "--all",
        action="store_true",
        default=False,
        help="repeat the attacks on published figures as often as they are worth: minutes more",
    )
