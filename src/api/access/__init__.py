"""Who may do what: accounts, roles, sign-ins, bearer tokens, and the doors that ask for them."""

from api.access.accounts import (
    Account,
    change_grants,
    change_password,
    create_account,
    disable_account,
    enable_account,
    find_account,
    list_accounts,
)
from api.access.doors import (
    AdministratorDep,
    CsrfDep,
    OperatorDep,
    RecordingStationDep,
    SignedInDep,
    StaffDep,
    StationDep,
)
from api.access.invitations import (
    Invitation,
    accept_invitation,
    cancel_invitation,
    find_invitation,
    invite,
    invite_back,
    list_invitations,
)
from api.access.roles import PLACED, AccessRefused, Grant, Role, Scope, SignedIn, Station
from api.access.tokens import Token, create_token, list_tokens, revoke_token

__all__ = [
    "PLACED",
    "AccessRefused",
    "Account",
    "AdministratorDep",
    "CsrfDep",
    "Grant",
    "Invitation",
    "OperatorDep",
    "RecordingStationDep",
    "Role",
    "Scope",
    "SignedIn",
    "SignedInDep",
    "StaffDep",
    "Station",
    "StationDep",
    "Token",
    "accept_invitation",
    "cancel_invitation",
    "change_grants",
    "change_password",
    "create_account",
    "create_token",
    "disable_account",
    "enable_account",
    "find_account",
    "find_invitation",
    "invite",
    "invite_back",
    "list_accounts",
    "list_invitations",
    "list_tokens",
    "revoke_token",
]
