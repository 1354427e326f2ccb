"""What a phone keeps of whoever opened the floor on it: the proof that they did.

Somebody else of the place may send what they left in its outbox. Without this proof they could
send from any phone what its owner never saw.
"""

import hashlib
import hmac
from datetime import UTC, datetime, timedelta
from uuid import UUID

from api.settings import Settings
from ledger.vault import master_key

LASTS = timedelta(days=60)
"""A phone forgotten in a drawer for longer is asked to somebody, not to the ledger."""


def stamp(settings: Settings, account: UUID, place: UUID, now: datetime) -> str:
    """Proof that this account works at this place, on the phone that asks."""
    issued = str(int(now.timestamp()))
    return f"{issued}.{_mark(settings, account, place, issued)}"


def is_stamped(settings: Settings, text: str, account: UUID, place: UUID, now: datetime) -> bool:
    """Whether we made this proof, not too long ago."""
    issued, _, mark = text.partition(".")
    if not (issued.isascii() and issued.isdigit() and len(issued) <= len("9999999999")):
        return False
    ours = hmac.compare_digest(mark.encode(), _mark(settings, account, place, issued).encode())
    return ours and now - datetime.fromtimestamp(int(issued), UTC) <= LASTS


def _mark(settings: Settings, account: UUID, place: UUID, issued: str) -> str:
    told = f"floor {account} {place} {issued}".encode()
    return hmac.new(master_key(settings.var), told, hashlib.sha256).hexdigest()
