"""No identifier that is public tells which came first, or how many there are.

Codes are random, so each test may fail once in a hundred thousand runs: see the thresholds.
"""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import timedelta
from itertools import count, pairwise
from math import sqrt
from time import time_ns
from uuid import UUID, uuid4

import pytest
from closed import Closed
from lives import SOMEBODY, scheduled
from open_to_all import addresses_of, look
from tier import Tier

from ledger.codes import ALPHABET, VALUES, check_character, code_of, new_code

DEVIATIONS = 4.5
"""A normal value is further away once in a hundred thousand times."""

Maker = Callable[[], str]
A_UUID = re.compile(rb"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def numbers_of(codes: Sequence[str]) -> list[int]:
    made = []
    for code in codes:
        number = 0
        for character in code[:-1]:
            number = number * len(ALPHABET) + VALUES[character]
        made.append(number)
    return made


def uneven(codes: Sequence[str]) -> float:
    """By how many deviations signs are unevenly spread, at the worst of the eight places."""
    freedom = len(ALPHABET) - 1
    worst = 0.0
    for place in range(8):
        seen = Counter(code[place] for code in codes)
        expected = len(codes) / len(ALPHABET)
        square = sum((seen[sign] - expected) ** 2 / expected for sign in ALPHABET)
        # Wilson and Hilferty: the cube root of a chi-squared is nearly normal
        root = ((square / freedom) ** (1 / 3) - 1 + 2 / (9 * freedom)) / sqrt(2 / (9 * freedom))
        worst = max(worst, root)
    return worst


def ordered(codes: Sequence[str]) -> float:
    """By how many deviations the next code is above, or below, the one before too often."""
    rising = sum(first < second for first, second in pairwise(numbers_of(codes)))
    return abs(rising - (len(codes) - 1) / 2) / sqrt((len(codes) + 1) / 12)


def near(codes: Sequence[str]) -> float:
    """The same of how far one is from the next: a third of the range, were they independent."""
    whole = len(ALPHABET) ** 8
    apart = [abs(a - b) / whole for a, b in pairwise(numbers_of(codes))]
    mean = sum(apart) / len(apart)
    return abs(mean - 1 / 3) / (sqrt(1 / 18 + 2 * (7 / 60 - 1 / 9)) / sqrt(len(apart)))


def suspicions(maker: Maker, number: int) -> list[float]:
    codes = [maker() for _ in range(number)]
    return [uneven(codes), ordered(codes), near(codes)]


def certificate_code() -> str:
    """As a certificate gets its own: from the random id of the command that makes it."""
    return code_of(uuid4().bytes)


@pytest.mark.parametrize("maker", [new_code, certificate_code])
def test_a_code_tells_nothing_of_the_one_before(maker: Maker, tier: Tier) -> None:
    assert max(suspicions(maker, tier(4_000, 100_000))) < DEVIATIONS


def counted() -> Maker:
    """A mutant: codes follow each other."""
    numbers = count(10**6)

    def maker() -> str:
        number = next(numbers)
        body = "".join(ALPHABET[number >> 5 * place & 31] for place in reversed(range(8)))
        return body + check_character(body)

    return maker


def timed() -> Maker:
    """A mutant: a code begins with the time, as sortable ids do."""

    def maker() -> str:
        moment = time_ns() // 100
        head = "".join(ALPHABET[moment >> 5 * place & 31] for place in reversed(range(4)))
        body = head + new_code()[:4]
        return body + check_character(body)

    return maker


@pytest.mark.parametrize("mutant", [counted(), timed()], ids=["counted", "timed"])
def test_codes_in_an_order_are_caught(mutant: Maker) -> None:
    assert max(suspicions(mutant, 2_000)) > DEVIATIONS


def told(closed: Closed) -> dict[str, set[bytes]]:
    """Every id of the database that stands in something public."""
    app = closed.visitor.app
    seen = look(closed.visitor, addresses_of(app, closed.visitor))  # type: ignore[arg-type]
    return {
        address: set(A_UUID.findall(content))
        for address, (_, _, content) in seen.items()
        if address != "/api/v1/openapi.json"  # examples of ours
    }


def test_no_id_of_a_life_is_public_but_that_of_a_workshop(closed: Closed) -> None:
    workshop = uuid4()
    at = closed.house.now() + timedelta(days=365)
    closed.house.record_events(SOMEBODY, (workshop, scheduled(starts_at=at)))
    found = {address: ids for address, ids in told(closed).items() if ids}
    assert found == {"/ateliers.ics": {str(workshop).encode()}}
    assert UUID(next(iter(found["/ateliers.ics"])).decode()).version == 4, "random, not timed"
