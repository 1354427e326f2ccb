"""The menu of every page: what somebody may open, by the roles they hold where they work."""

from collections.abc import Sequence
from functools import lru_cache

from fastapi import Request
from markupsafe import Markup

from api.access.roles import Role, SignedIn

R = Role
EVERYBODY = frozenset(Role)
ADVISERS = frozenset({R.PRESCRIBER, R.COUNTER, R.COORDINATOR, R.ADMINISTRATOR})

STAFF: Sequence[tuple[str, str, frozenset[Role]]] = (
    ("/travail", "Travail", EVERYBODY - {R.FUNDER}),
    ("/tableau-de-bord", "Tableau de bord", frozenset({R.COORDINATOR, R.FUNDER, R.ADMINISTRATOR})),
    ("/atelier/", "Poste de travail", frozenset({R.OPERATOR})),
    ("/catalogue", "Catalogue", ADVISERS),
    ("/commandes", "Commandes", EVERYBODY - {R.FUNDER}),
    ("/caisse", "Caisse", frozenset({R.COUNTER})),
    ("/panne", "Panne", frozenset({R.OPERATOR, R.COUNTER, R.PRESCRIBER})),
    ("/coordination", "Coordination", frozenset({R.COORDINATOR, R.ADMINISTRATOR})),
    ("/tournees", "Tournées", EVERYBODY - {R.FUNDER}),
    ("/ateliers/prevoir", "Ateliers", EVERYBODY - {R.FUNDER}),
    ("/fonds", "Fonds", frozenset({R.COORDINATOR, R.FUNDER, R.ADMINISTRATOR})),
    ("/lots", "Lots", frozenset({R.OPERATOR, R.ADMINISTRATOR})),
    ("/recherche", "Recherche", EVERYBODY),
    ("/stock", "Stock", EVERYBODY),
    ("/flux", "Flux", EVERYBODY),
    ("/chiffres", "Chiffres", frozenset({R.COORDINATOR, R.FUNDER, R.ADMINISTRATOR})),
    ("/etiquettes", "Étiquettes", frozenset({R.OPERATOR, R.ADMINISTRATOR})),
    ("/administration", "Administration", frozenset({R.ADMINISTRATOR})),
)
"""Address, name, and who may open it."""

VISITORS: Sequence[tuple[str, str]] = (
    ("/lieux", "Où aller"),
    ("/ateliers", "Ateliers"),
    ("/label", "Le label"),
    ("/chiffres", "Chiffres"),
    ("/aide", "Aide"),
)


FIRST = 2
"""Entries that always stand: the work that waits, and what the role is for."""


def main_menu(request: Request, signed_in: SignedIn | None) -> Markup:
    """The entries as a list, the current one marked."""
    roles = frozenset(role for role in Role if signed_in.has(role)) if signed_in else None
    path = request.url.path
    here = next((address for address in _addresses() if _within(path, address)), "")
    return _menu(roles, here)


@lru_cache(maxsize=1)
def _addresses() -> tuple[str, ...]:
    """The longest first: ``/ateliers/prevoir`` is not ``/ateliers``."""
    known = {entry[0] for entry in STAFF} | {entry[0] for entry in VISITORS}
    return tuple(sorted(known, key=lambda address: (-len(address), address)))


def _within(path: str, address: str) -> bool:
    return path == address or path.startswith(f"{address}/")


@lru_cache(maxsize=1_000)
def _menu(roles: frozenset[Role] | None, here: str) -> Markup:
    """Made once for each set of roles and each page: no page is without it.

    On a phone the first entries and the current one stand; the others are a press away. The
    current one is written twice, and ``base.css`` shows one: at a desk no entry changes its place.
    """
    if roles is None:
        return _list(VISITORS, here)
    mine = [(address, name) for address, name, may in STAFF if may & roles]
    current = [each for each in mine[FIRST:] if _within(here, each[0])]
    folded = Markup("\n<details>\n<summary>Plus</summary>\n{}\n</details>")
    return _list(mine[:FIRST], here, current) + folded.format(_list(mine[FIRST:], here))


def _list(
    entries: Sequence[tuple[str, str]], here: str, moved: Sequence[tuple[str, str]] = ()
) -> Markup:
    links = [
        Markup('<li{}><a href="{}"{}>{}</a></li>').format(
            Markup(' class="here"') if (address, name) in moved else "",
            address,
            Markup(' aria-current="page"') if _within(here, address) else "",
            name,
        )
        for address, name in (*entries, *moved)
    ]
    return Markup("<ul>\n{}\n</ul>").format(Markup("\n").join(links))
