"""Entries of a role keep their order in its menu; a phone folds all but the first ones."""

import re

import pytest

from api.access import Role
from api.menu import FIRST, STAFF, _menu

LINK = re.compile(r'<a href="([^"]+)"')


@pytest.mark.parametrize("role", Role)
def test_every_entry_of_a_role_stands_at_its_place_wherever_they_are(role: Role) -> None:
    mine = [address for address, _, may in STAFF if role in may]
    for here in ("", *mine):
        menu = _menu(frozenset({role}), here)
        at_a_desk = re.sub('<li class="here">.*', "", menu)
        assert LINK.findall(at_a_desk) == mine, "no entry changes its place"
        assert at_a_desk.count("aria-current") == bool(here)
        before, _, folded = menu.partition("<details>")
        assert LINK.findall(before) == [*mine[:FIRST], *({here} & set(mine[FIRST:]))]
        assert before.count("aria-current") == bool(here), "a phone does not fold it away"
        assert folded.count("aria-current") == (here in mine[FIRST:])


def test_a_visitor_has_five_entries_and_nothing_to_unfold() -> None:
    assert "<details>" not in _menu(None, "/aide")
