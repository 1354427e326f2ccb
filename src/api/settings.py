"""Configuration, read once at start-up and passed by hand. Nothing imports a global."""

from datetime import timedelta
from pathlib import Path
from typing import Annotated, Self
from zoneinfo import ZoneInfo

from pydantic import (
    AliasChoices,
    Field,
    SecretStr,
    StringConstraints,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, SettingsConfigDict

from impact import Span, current
from ledger.values import Channel


class Settings(BaseSettings):
    """Every knob of the service; ``docs/reference/settings.md`` is made from this class."""

    model_config = SettingsConfigDict(
        env_prefix="MELEZE_",
        frozen=True,
        use_attribute_docstrings=True,
        populate_by_name=True,
    )

    var: Path = Path("var")
    """Folder of what must outlive a restart: the embedded database and its keys. Moving it
    elsewhere starts an empty ledger there."""

    port: Annotated[int, Field(ge=1, le=65535)] = Field(
        default=8000, validation_alias=AliasChoices("PORT", "port")
    )
    """TCP port, set by ``PORT`` without a prefix, as hosts expect it."""

    host: str = "127.0.0.1"
    """Address to listen on. Put a reverse proxy with HTTPS in front before opening it."""

    public_url: Annotated[str, StringConstraints(pattern=r"^https?://[^/?#\s]+$")] | None = None
    """Where phones find this service, such as ``https://r05.fr``; printed in every QR code, so
    permanent once one sticker is stuck. Without it, the address it listens on: for trying out."""

    territory: str = "Hautes-Alpes"
    """Name of the territory on pages and stickers."""

    territory_id: str = "hautes-alpes"
    """Name of the territory in every record. Never change it afterwards."""

    publisher: str | None = None
    """Who publishes figures and answers for them: ``Département des Hautes-Alpes``. Open data
    name it, and whoever re-uses them cites it. Without it, the filière of the territory."""

    label_criteria: str = "hautes-alpes-1"
    """Version of the public label criteria that devices are judged by from now on."""

    battery_floor_percent: Annotated[int, Field(ge=0, le=100)] = 60
    """What a battery must still hold, of its capacity when new, to be proposed as working."""

    impact_years: Span | None = None
    """Years of second life that impacts credit, within the bounds of the last factor set:
    ``{"low": "1", "central": "2", "high": "4"}``. Without it, those of the set."""

    impact_displacement: dict[Channel, Span] | None = None
    """Share of the devices that stand in for a new one, by channel (``sale``, ``purchase``), in the
    same form and within the same bounds. A channel that is not named keeps that of the set."""

    secure_cookies: bool = False
    """Send the session cookie over HTTPS only. Set it as soon as HTTPS is there."""

    session_lifetime: timedelta = timedelta(hours=12)
    """How long a sign-in lasts without use: one working day."""

    invitation_lifetime: timedelta = timedelta(days=14)
    """How long an invitation link creates an account."""

    order_kept: timedelta = timedelta(days=21)
    """How long a place keeps an order that nobody fetches before its end is announced, a week
    ahead."""

    public_stock_limited: Annotated[int, Field(ge=2)] = 2
    """From how many devices of a sort the public map says « limité » of an intercommunalité. Never
    one: the last device of a place is one that a neighbour knows, and its leaving would show."""

    public_stock_available: Annotated[int, Field(ge=3)] = 6
    """From how many it says « disponible »: enough to choose from. The page says it in words."""

    keys_kept: timedelta = timedelta(days=30)
    """How long after the closing of a period the keys of its orders are kept, then destroyed: what
    their persons declared can be read by nobody any more. ``P0D`` destroys them at once."""

    smtp_url: SecretStr | None = None
    """Mail server that tells professionals when an order moves: ``smtp://host:25``,
    ``smtp+starttls://account:password@host:587`` or ``smtps://…``. Without it no e-mail leaves."""

    mail_from: str = "meleze@localhost"
    """Sender of these e-mails."""

    vat_mention: str = "TVA non applicable, article 293 B du code général des impôts"
    """What receipts say of VAT. The default is that of associations that are not subject to it;
    another seller asks its accountant which words to print."""

    upload_limit_mb: Annotated[int, Field(ge=1, le=200)] = 40
    """Largest inventory file accepted, in megabytes."""

    timezone: ZoneInfo = ZoneInfo("Europe/Paris")
    """In which days and times are shown. The ledger itself keeps the offset of each event."""

    @model_validator(mode="after")
    def _three_states(self) -> Self:
        if self.public_stock_limited >= self.public_stock_available:
            raise ValueError("the public map has three states: some are fewer than enough")
        return self

    @field_validator("impact_years")
    @classmethod
    def _years_allowed(cls, span: Span | None) -> Span | None:
        current().years.chosen(span)
        return span

    @field_validator("impact_displacement")
    @classmethod
    def _displacement_allowed(cls, spans: dict[Channel, Span] | None) -> dict[Channel, Span] | None:
        for channel, span in (spans or {}).items():
            current().displacement[channel].chosen(span)
        return spans

    @property
    def address(self) -> str:
        """Where people reach the service, without a slash at the end."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return self.public_url or f"http://{host}:{self.port}"

    @property
    def publisher_name(self) -> str:
        return self.publisher or f"Filière d’ordinateurs reconditionnés, {self.territory}"
