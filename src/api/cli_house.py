"""What every command works with: the house on its database, and progress on the terminal."""

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import UUID, uuid5

from psycopg_pool import ConnectionPool
from pydantic import ValidationError
from pydantic_settings import SettingsError

from api.app import MIGRATIONS, build_house
from api.house import House
from api.settings import Settings
from ledger import ActorKind, Author
from ledger.database import database_url
from ledger.migrate import migrate
from projections import places
from projections.places import PlaceRow

NAMESPACE = UUID("6d656c65-7a65-4000-8000-636c69000000")
AUTHOR = Author(ActorKind.SYSTEM, uuid5(NAMESPACE, "command line"))
"""Whoever may run commands on the server; the ledger keeps no name."""

PATIENCE_SECONDS = 2
"""What lasts longer says how far it is."""


class Refused(Exception):
    """A command cannot be done; the message is a French sentence."""


def say(text: str) -> None:
    print(text, flush=True)


def told(label: str) -> Callable[[int, int], None]:
    """Progress that stays silent for two seconds, then shows a percentage once a second."""
    started = shown = time.monotonic()

    def tell(done: int, total: int) -> None:
        nonlocal shown
        now = time.monotonic()
        if now - started < PATIENCE_SECONDS or (now - shown < 1 and done < total):
            return
        shown = now
        print(f"{label} : {100 * done // max(total, 1)} %", file=sys.stderr, flush=True)

    return tell


def told_of_views() -> Callable[[str, int, int], None]:
    """The same for views, which are rebuilt together."""
    tell = told("Mise à jour des vues")
    return lambda _name, done, total: tell(done, total)


def settings_of(arguments: argparse.Namespace) -> Settings:
    """The settings of the environment, with what this command says instead."""
    given = {"port": arguments.port} if getattr(arguments, "port", None) else {}
    try:
        return Settings(**given)
    except (ValidationError, SettingsError) as error:
        if isinstance(error, ValidationError):
            names = ", ".join(str(each["loc"][0]) for each in error.errors())
        else:  # what should be JSON is none
            names = str(error).partition('"')[2].partition('"')[0]
        raise Refused(f"Réglage illisible : {names}. Voir docs/reference/settings.md.") from error


@contextmanager
def database(settings: Settings) -> Iterator[str]:
    """URL of the database, running and migrated."""
    progress = lambda text: print(text, file=sys.stderr, flush=True)  # noqa: E731
    with database_url(settings.var, progress=progress) as url:
        migrate(url, MIGRATIONS)
        yield url


@contextmanager
def house(settings: Settings) -> Iterator[House]:
    """The house with its views up to date, for one command."""
    with database(settings) as url, house_on(url, settings) as open_house:
        yield open_house


@contextmanager
def house_on(url: str, settings: Settings) -> Iterator[House]:
    """The same on a database that runs already."""
    with ConnectionPool(url, kwargs={"autocommit": True}, min_size=1, max_size=4) as pool:
        open_house = build_house(settings, pool)
        open_house.views.prepare(told_of_views())
        yield open_house


def place_named(open_house: House, name: str) -> PlaceRow:
    """The open place whose name begins like this, in any case, or that has this id."""
    with open_house.pool.connection() as connection:
        rows = places.read_all(connection)
    wanted = name.casefold()
    found = [
        row for row in rows if str(row.subject) == wanted or row.name.casefold().startswith(wanted)
    ]
    if len(found) == 1:
        return found[0]
    if found:
        names = " ; ".join(row.name for row in found)
        raise Refused(f"Plusieurs lieux commencent par « {name} » : {names}.")
    raise Refused(f"Aucun lieu ouvert ne s’appelle « {name} ». ./run meleze place list les montre.")
