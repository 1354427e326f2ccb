"""Every entry of a role stands once in its menu; a phone folds all but the first ones."""

import re

import pytest

from api.access import Role
from api.menu import FIRST, STAFF, _menu

LINK = re.compile(r'<a href="([^"]+)"')


@pytest.mark.parametrize("role", Role)
def test_every_entry_of_a_role_stands_once_wherever_they_are(role: Role) -> None:
    mine = [address for address, _, may in STAFF if role in may]
    for here in ("", *mine):
        menu = _menu(frozenset({role}), here)
        assert sorted(LINK.findall(menu)) == sorted(mine)
        before, _, folded = menu.partition("<details>")
        assert LINK.findall(before)[:FIRST] == mine[:FIRST]
        assert len(LINK.findall(before)) <= FIRST + 1
        assert "aria-current" not in folded, "the current one is never folded away"
        assert before.count("aria-current") == bool(here)


def test_a_visitor_has_five_entries_and_nothing_to_unfold() -> None:
    assert "<details>" not in _menu(None, "/aide")
