"""Who works on the floor: an operator, where they work now. Its programs get no redirect."""

from http import HTTPStatus
from typing import Annotated

from fastapi import Depends, HTTPException

from api.access import Role, SignedIn, SignedInDep
from api.access.doors import RecognisedDep

CHOOSE = "Votre compte n’est pas opérateur dans ce lieu : choisissez le lieu où vous travaillez."


async def _on_the_page(found: SignedInDep) -> SignedIn:
    if not found.has(Role.OPERATOR):
        raise HTTPException(HTTPStatus.FORBIDDEN)
    return found


async def _in_the_page(found: RecognisedDep) -> SignedIn:
    if found is None:
        raise HTTPException(HTTPStatus.UNAUTHORIZED)
    if not found.has(Role.OPERATOR) or found.place is None:
        raise HTTPException(HTTPStatus.FORBIDDEN, CHOOSE)
    return found


PageDep = Annotated[SignedIn, Depends(_on_the_page)]
"""An operator who opens the page; who has not signed in is led to do so."""

FloorDep = Annotated[SignedIn, Depends(_in_the_page)]
"""The same, asked by the page itself: 401 or 403, which its outbox understands."""
