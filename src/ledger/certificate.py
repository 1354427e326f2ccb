"""What a certificate of erasure says for ever: its code, who issued it, and a hash of the rest.

The rest is read again from the lives it names, up to the versions it names: a certificate holds
no copy of them, and the hash tells whether they still say the same.
"""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from ledger.codes import CertificateCode
from ledger.event import Claim
from ledger.values import Sha256, ShortText, Value

CLAIM = "certificate"
MOST_DEVICES = 1_000


class Certificate(Value):
    code: CertificateCode
    issued_by: ShortText
    """The structure that issued it, as it was called then."""
    issued_for: ShortText | None = None
    """The structure that gave the devices, when it consents to be named; a person never is."""
    content_sha256: Sha256

    def claim(self) -> Claim:
        """Printed and handed over: its code never means anything else."""
        return Claim(CLAIM, self.code, printed=True)


class Page(Value):
    """A life up to one of its versions."""

    device: UUID
    version: Annotated[int, Field(ge=1, le=1_000_000)]


Pages = Annotated[tuple[Page, ...], Field(min_length=1, max_length=MOST_DEVICES)]
