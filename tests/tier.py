"""How often a test repeats itself: a little each time, much more with ``./run test --all``."""

from dataclasses import dataclass

import pytest

HYPOTHESIS = "all"
EXAMPLES = 2_000


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
