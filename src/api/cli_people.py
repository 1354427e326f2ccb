"""Commands about who may do what: accounts, and the tokens of programs."""

import argparse
import getpass
import sys
from typing import Any
from uuid import UUID

from api.access import (
    PLACED,
    Grant,
    Role,
    Scope,
    create_account,
    create_token,
    disable_account,
    invite,
    list_accounts,
    list_tokens,
    revoke_token,
)
from api.cli_house import Refused, house, place_named, say, settings_of
from api.house import House
from api.words import ACCESS_ROLE, day
from projections import places

ROLES = ", ".join(f"{role} ({ACCESS_ROLE[role]})" for role in Role)


def add_commands(commands: Any) -> None:
    _add_account(commands)
    _add_token(commands)


def _add_account(commands: Any) -> None:
    account = commands.add_parser(
        "account",
        help="comptes des personnes",
        description="Crée, invite, montre ou ferme des comptes.",
        epilog='Exemple : ./run meleze account invite "Camille" --grant administrator',
    )
    actions = account.add_subparsers(title="actions", required=True, metavar="ACTION")
    grant_help = f"ROLE ou ROLE=LIEU, plusieurs fois au besoin ; rôles : {ROLES}"
    new = actions.add_parser(
        "create",
        help="créer un compte ; le mot de passe est demandé, ou lu sur l’entrée",
        epilog='Exemple : ./run meleze account create camille "Camille" --grant administrator',
    )
    new.add_argument("login", metavar="IDENTIFIANT", help="avec lequel la personne se connecte")
    new.add_argument("name", metavar="NOM", help="montré aux collègues ; un prénom suffit")
    new.add_argument("--grant", action="append", required=True, metavar="ROLE", help=grant_help)
    new.set_defaults(run=_create_account)
    link = actions.add_parser(
        "invite",
        help="faire un lien d’invitation",
        epilog='Exemple : ./run meleze account invite "Noé" --grant "operator=Atelier de Gap"',
    )
    link.add_argument("name", metavar="NOM", help="montré aux collègues ; un prénom suffit")
    link.add_argument("--grant", action="append", required=True, metavar="ROLE", help=grant_help)
    link.set_defaults(run=_invite)
    show = actions.add_parser(
        "list", help="montrer les comptes", epilog="Exemple : ./run meleze account list"
    )
    show.set_defaults(run=_list_accounts)
    close = actions.add_parser(
        "disable",
        help="fermer un compte ; ce qu’il a enregistré reste",
        epilog="Exemple : ./run meleze account disable camille",
    )
    close.add_argument("login", metavar="IDENTIFIANT", help="celui que montre account list")
    close.set_defaults(run=_disable_account)


def _add_token(commands: Any) -> None:
    token = commands.add_parser(
        "token",
        help="jetons des programmes (API)",
        description="Crée, montre ou retire les jetons avec lesquels un programme enregistre.",
        epilog=(
            'Exemple : ./run meleze token create "Banc 1" --place "Atelier du Mélézin". '
            "Ce qu’un programme envoie : docs/how-to/record-with-the-api.md, et "
            "/api/v1/openapi.json."
        ),
    )
    actions = token.add_subparsers(title="actions", required=True, metavar="ACTION")
    new = actions.add_parser(
        "create",
        help="créer un jeton, montré une seule fois",
        epilog='Exemple : ./run meleze token create "Banc 1" --place "Atelier du Mélézin"',
    )
    new.add_argument("name", metavar="NOM", help="le programme : banc d’effacement, stock…")
    new.add_argument("--place", metavar="LIEU", required=True, help="début du nom du lieu")
    new.add_argument(
        "--read-only", action="store_true", help="le programme lit, et n’enregistre rien"
    )
    new.set_defaults(run=_create_token)
    show = actions.add_parser(
        "list", help="montrer les jetons", epilog="Exemple : ./run meleze token list"
    )
    show.set_defaults(run=_list_tokens)
    gone = actions.add_parser(
        "revoke",
        help="retirer un jeton",
        epilog="Exemple : ./run meleze token revoke 4f1c0a52-7d0e-4c1b-9a55-0d9f6c2b7e11",
    )
    gone.add_argument("token", metavar="JETON", type=UUID, help="son numéro dans la liste")
    gone.set_defaults(run=_revoke_token)


def _grants(open_house: House, texts: list[str]) -> list[Grant]:
    grants = []
    for text in texts:
        name, _, place = text.partition("=")
        if name not in set(Role):
            raise Refused(f"Rôle inconnu : {name}. Il y a : {ROLES}.")
        role = Role(name)
        if (role in PLACED) != bool(place):
            where = "dans un lieu : écrivez ROLE=LIEU" if role in PLACED else "partout, sans lieu"
            raise Refused(f"Le rôle {role} se tient {where}.")
        grants.append(Grant(role, place_named(open_house, place).subject if place else None))
    return grants


def _create_account(arguments: argparse.Namespace) -> int:
    with house(settings_of(arguments)) as open_house:
        grants = _grants(open_house, arguments.grant)
        interactive = sys.stdin.isatty()
        password = getpass.getpass("Mot de passe : ") if interactive else sys.stdin.readline()
        with open_house.pool.connection() as connection:
            name, password = arguments.name, password.rstrip("\n")
            create_account(connection, arguments.login, name, password, grants)
    say(f"Le compte {arguments.login} est créé.")
    return 0


def _invite(arguments: argparse.Namespace) -> int:
    settings = settings_of(arguments)
    with house(settings) as open_house:
        grants = _grants(open_house, arguments.grant)
        with open_house.pool.connection() as connection:
            secret = invite(connection, arguments.name, grants, settings)
    say("À donner à la personne, et à elle seule :")
    say(f"{settings.address}/invitation/{secret}")
    return 0


def _list_accounts(arguments: argparse.Namespace) -> int:
    with house(settings_of(arguments)) as open_house, open_house.pool.connection() as connection:
        for account in list_accounts(connection):
            closed = " (fermé)" if account.disabled_at else ""
            roles = ", ".join(sorted({grant.role for grant in account.grants}))
            say(f"{account.login}  {account.name} : {roles}{closed}")
    return 0


def _disable_account(arguments: argparse.Namespace) -> int:
    with house(settings_of(arguments)) as open_house, open_house.pool.connection() as connection:
        wanted = arguments.login.casefold()
        found = [each for each in list_accounts(connection) if each.login == wanted]
        if not found:
            raise Refused(f"Aucun compte ne s’appelle {arguments.login}.")
        disable_account(connection, found[0].id)
    say(f"Le compte {arguments.login} est fermé.")
    return 0


def _create_token(arguments: argparse.Namespace) -> int:
    with house(settings_of(arguments)) as open_house:
        place = place_named(open_house, arguments.place)
        with open_house.pool.connection() as connection:
            may = [Scope.READ] if arguments.read_only else list(Scope)
            name, organisation = arguments.name, place.organisation
            token = create_token(connection, name, place.subject, organisation, may)
    say(f"Jeton de {arguments.name}, {place.name}, montré cette fois seulement :")
    say(token)
    return 0


def _list_tokens(arguments: argparse.Namespace) -> int:
    with house(settings_of(arguments)) as open_house, open_house.pool.connection() as connection:
        names = {row.subject: row.name for row in places.read_all(connection)}
        for token in list_tokens(connection):
            where = names.get(token.place, "lieu fermé")
            may = "enregistre" if Scope.RECORD in token.may else "lit seulement"
            say(f"{token.id}  {token.name}, {where}, {may}, créé le {day(token.created_at)}")
    return 0


def _revoke_token(arguments: argparse.Namespace) -> int:
    with house(settings_of(arguments)) as open_house, open_house.pool.connection() as connection:
        if not revoke_token(connection, arguments.token):
            raise Refused("Aucun jeton en service ne porte ce numéro.")
    say("Le jeton est retiré.")
    return 0
