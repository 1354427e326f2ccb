"""What a refusal says at the fields of a form: of the form itself, or of the ledger."""

from api.forms import Unreadable
from api.refusals import sentence
from ledger import LedgerError


def said(refusal: Unreadable | LedgerError) -> dict[str, str]:
    return refusal.errors if isinstance(refusal, Unreadable) else {"": sentence(refusal)}
