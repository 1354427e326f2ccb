"""What an outbox sends: steps that somebody took on a phone, each a command of its own."""

from typing import Annotated
from uuid import UUID

import orjson
from fastapi import HTTPException
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from api.data.v1.strict import refuse_counted_times

MOST = 50
"""Entries of one sending."""
Text = Annotated[str, Field(max_length=2000)]
Name = Annotated[str, Field(max_length=80)]


class FloorEntry(BaseModel):
    """One step of one device, as it was taken."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: UUID
    """The command. Sent again, it is recorded once."""
    author: UUID
    place: UUID
    """Where its author worked."""
    stamp: Annotated[str, Field(max_length=100)] = ""
    topic: Name
    code: Annotated[str, Field(max_length=200)] | None = None
    device: UUID | None = None
    """Its id, for one without a sticker; else its code leads to it."""
    happened_at: AwareDatetime
    """By the phone's clock."""
    seen: Annotated[int, Field(ge=0)] | None = None
    """The version its author knew; None when the phone knew nothing of it."""
    fields: Annotated[
        dict[Name, Annotated[list[Text], Field(max_length=60)]], Field(max_length=250)
    ] = Field(default_factory=dict)
    """The answers of the step's form, as the form of its page names them."""


class Sending(BaseModel):
    """Several entries, each a command of its own."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    sent_at: AwareDatetime
    """By the phone's clock."""
    entries: Annotated[list[FloorEntry], Field(min_length=1, max_length=MOST)]


def read_sending(text: str) -> Sending:
    """Raises 422 for what no outbox of ours sends."""
    try:
        refuse_counted_times(orjson.loads(text))
        return Sending.model_validate_json(text, strict=True)
    except (ValueError, ValidationError):
        raise HTTPException(422) from None
