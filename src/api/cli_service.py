"""Commands about the service itself: serve, demo, rebuild, verify."""

import argparse
import errno
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import psycopg
import uvicorn

from api import demo
from api.access import list_accounts
from api.app import create_app
from api.cli_house import (
    Refused,
    database,
    house,
    house_on,
    say,
    settings_of,
    told,
    told_of_views,
)
from api.demo.load import shown
from api.house import House
from api.settings import Settings
from ledger import log
from ledger.verify import verify
from projections import ALL

WAITING = 2048
"""Connections that the system keeps until the service takes them."""

UNUSABLE = {
    errno.EADDRINUSE: "un autre programme l’occupe",
    errno.EACCES: "il est réservé à root",
}
"""Why nobody can be let in at a port."""


def add_commands(commands: Any) -> None:
    serve = commands.add_parser(
        "serve",
        help="démarrer le service",
        description="Démarre la base et le service, jusqu’à Ctrl-C.",
        epilog="Exemple : ./run serve --port 8080",
    )
    serve.add_argument(
        "--demo", action="store_true", help="charger la démonstration si tout est vide"
    )
    serve.add_argument(
        "--port", metavar="PORT", type=int, help="port d’écoute (sinon PORT, sinon 8000)"
    )
    serve.set_defaults(run=_serve)
    load = commands.add_parser(
        "demo",
        help="charger la filière de démonstration",
        description="Charge environ 450 appareils inventés dans un registre vide.",
        epilog="Exemple : MELEZE_VAR=/tmp/essai ./run meleze demo",
    )
    load.set_defaults(run=_demo)
    rebuild = commands.add_parser(
        "rebuild",
        help="reconstruire des vues",
        description="Reconstruit des vues à côté des anciennes, puis les échange.",
        epilog="Exemple : ./run meleze rebuild stock flows",
    )
    names = ", ".join(each.name for each in ALL)
    rebuild.add_argument("names", nargs="*", metavar="VUE", help=f"parmi : {names} (toutes sinon)")
    rebuild.set_defaults(run=_rebuild)
    check = commands.add_parser(
        "verify",
        help="vérifier que personne n’a touché au registre",
        description="Relit toute la chaîne d’empreintes et dit où elle casse.",
        epilog="Exemple : ./run meleze verify",
    )
    check.set_defaults(run=_verify)


def _is_empty(open_house: House) -> bool:
    with open_house.pool.connection() as connection:
        return log.head(connection) == 0


def _load(open_house: House) -> None:
    say("Chargement de la filière de démonstration (une dizaine de secondes)…")
    demo.load(open_house, datetime.now(UTC), told("Démonstration"))


@contextmanager
def _usable(settings: Settings) -> Iterator[None]:
    """What is tried with the port. Raises ``Refused``."""
    try:
        yield
    except OSError as error:
        why = UNUSABLE.get(error.errno or 0, "cette machine n’a pas cette adresse")
        raise Refused(
            f"Impossible de servir sur {settings.host}, port {settings.port} : {why}. "
            "Choisissez un autre port avec PORT, une autre adresse avec MELEZE_HOST."
        ) from error


@contextmanager
def _taken(settings: Settings) -> Iterator[socket.socket]:
    """The port, ours before all else is made ready; nobody is let in yet. Raises ``Refused``."""
    with _usable(settings):
        asked = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM)
    family, kind, protocol, _, address = asked[0]
    with socket.socket(family, kind, protocol) as door:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        with _usable(settings):
            door.bind(address)
        yield door


def _serve(arguments: argparse.Namespace) -> int:
    settings = settings_of(arguments)
    with _taken(settings) as door, database(settings) as url:
        shown_demo = None
        if arguments.demo:
            with house_on(url, settings) as open_house:
                if _is_empty(open_house):
                    _load(open_house)
                shown_demo = shown(open_house)
        app = create_app(settings, url, told_of_views())
        app.state.demo = shown_demo
        server = uvicorn.Server(
            uvicorn.Config(
                app,
                access_log=False,  # nobody's scans are written down
                log_level="warning",
                server_header=False,
                timeout_graceful_shutdown=10,
            )
        )
        with psycopg.connect(url, autocommit=True) as connection:
            anybody = bool(list_accounts(connection))
        app.state.announce = lambda: announce(settings.address, shown_demo, anybody=anybody)
        with _usable(settings):
            door.listen(WAITING)
        server.run(sockets=[door])
    return 0 if server.started else 1


def announce(address: str, shown_demo: demo.Demonstration | None, *, anybody: bool) -> None:
    say(f"Mélèze est à l’adresse {address}")
    if not anybody:
        say("\nPersonne n’a encore de compte. Invitez le premier administrateur :")
        say('  ./run meleze account invite "Votre prénom" --grant administrator')
    if shown_demo is None:
        return
    say("\nComptes de démonstration :")
    for login, password, role in shown_demo.accounts:
        say(f"  {login:<14} {password:<20} {role}")
    say("\nPages publiques de trois appareils :")
    for code in shown_demo.codes:
        say(f"  {address}/A/{code}")


def _demo(arguments: argparse.Namespace) -> int:
    with house(settings_of(arguments)) as open_house:
        if not _is_empty(open_house):
            raise Refused("Le registre n’est pas vide : la démonstration se charge à part.")
        _load(open_house)
        say("La démonstration est chargée : ./run pour la parcourir.")
    return 0


def _rebuild(arguments: argparse.Namespace) -> int:
    known = {each.name: each for each in ALL}
    if unknown := [name for name in arguments.names if name not in known]:
        raise Refused(f"Vue inconnue : {', '.join(unknown)}. Il y a : {', '.join(known)}.")
    chosen = [known[name] for name in arguments.names or known]
    with house(settings_of(arguments)) as open_house:
        open_house.views.rebuild(chosen, told_of_views())
    say(f"Reconstruit : {', '.join(each.name for each in chosen)}.")
    return 0


FAULTS = {
    "changed": "a été modifié",
    "removed": "manque",
    "added": "a été ajouté sans passer par le service",
}


def _verify(arguments: argparse.Namespace) -> int:
    with house(settings_of(arguments)) as open_house, open_house.pool.connection() as connection:
        verdict = verify(connection)
    if not verdict.faults:
        say(f"Le registre est intact : {verdict.records} enregistrements.")
        say(f"Dernière empreinte, à noter ailleurs : {verdict.head}")
        return 0
    for fault in verdict.faults:
        print(f"L’enregistrement {fault.position} {FAULTS[fault.what]}.", file=sys.stderr)
    return 1
