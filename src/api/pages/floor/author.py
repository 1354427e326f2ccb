"""Whose step it is: of whoever sends it, or of the colleague who left it on this phone."""

from dataclasses import replace
from uuid import UUID

from api.access import Grant, Role, SignedIn, find_account
from api.house import House
from api.pages.floor.stamp import is_stamped
from projections import places

MOVED_ON = (
    "Vous n’êtes plus opérateur du lieu où cette étape a été faite : un collègue de ce lieu "
    "peut l’envoyer."
)
NOT_THEIRS = (
    "Qui a fait cette étape n’est plus opérateur de ce lieu : refaites-la en votre nom, "
    "ou abandonnez-la."
)
UNPROVEN = (
    "Rien ne prouve que cette personne a travaillé sur ce téléphone : refaites l’étape en votre "
    "nom, ou abandonnez-la."
)


class NotTheirs(Exception):
    """It may not be recorded in this name. ``str()`` is the French sentence that says why."""


def acting(house: House, sender: SignedIn, author: UUID, place: UUID, stamp: str) -> SignedIn:
    """Whoever did the step, with what they may do: all of theirs, or a colleague's work here.

    Raises ``NotTheirs`` unless both are operators of the place where it was done.
    """
    if place not in sender.places(Role.OPERATOR):
        raise NotTheirs(MOVED_ON)
    with house.pool.connection() as connection:
        row = places.read(connection, place)
        account = find_account(connection, author) if author != sender.account else None
    here = replace(sender, place=place, organisation=row.organisation if row else None)
    if author == sender.account:
        return here
    mine = Grant(Role.OPERATOR, place)
    if account is None or account.disabled_at is not None or mine not in account.grants:
        raise NotTheirs(NOT_THEIRS)
    if not is_stamped(house.settings, stamp, author, place, house.now()):
        raise NotTheirs(UNPROVEN)
    return replace(here, account=author, name=account.name, login=account.login, grants=(mine,))
