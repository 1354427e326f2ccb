"""Turns a template and its context into a page."""

import re
from http import HTTPStatus
from pathlib import Path
from types import CodeType
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from fastapi.templating import Jinja2Templates
from jinja2 import (
    BytecodeCache,
    Environment,
    FileSystemLoader,
    StrictUndefined,
    select_autoescape,
)
from jinja2.bccache import Bucket
from markupsafe import Markup, escape

from api import words
from api.drawings.french import number
from api.house import House
from api.menu import main_menu
from api.settings import Settings
from api.statistics.french import between, cell_words, figure_words, measured, whole
from api.statistics.guarantees import GUARANTEES
from ledger.codes import ALPHABET, written
from ledger.territory import epci

HERE = Path(__file__).parent


class _Compiled(BytecodeCache):
    """Templates compiled once a process, whichever house shows them."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._known.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.code:
            self._known[bucket.key, bucket.checksum] = bucket.code


COMPILED = _Compiled()


CODE = re.compile(f"\\b[{ALPHABET}]{{3}}(?:-[{ALPHABET}]{{3}}){{1,2}}\\b")


def unbroken(text: str) -> Markup:
    """A text whose codes stay on one line each: a browser would break them at the hyphen."""
    marked = CODE.sub(r'<span class="code">\g<0></span>', str(escape(text)))
    return Markup(marked)  # noqa: S704 (escaped, but for the marks)


def build_templates(settings: Settings) -> Jinja2Templates:
    """Templates that fail on an undefined name rather than show a hole."""
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        auto_reload=False,  # or each page asks the disk whether its templates changed
        bytecode_cache=COMPILED,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(words=words, settings=settings, epci=epci, main_menu=main_menu)
    environment.globals["guarantees"] = GUARANTEES
    environment.filters.update(
        capitalize=words.capitalised,
        code=written,
        between=between,
        cell=cell_words,
        counted=figure_words,
        measured=measured,
        whole=whole,
        day=lambda moment: words.day(moment, settings.timezone),
        day_and_time=lambda moment: words.day_and_time(moment, settings.timezone),
        euros=words.euros,
        month=words.month,
        number=number,
        unbroken=unbroken,
    )
    return Jinja2Templates(env=environment)


def page(
    request: Request,
    template: str,
    context: dict[str, Any] | None = None,
    *,
    status: int = HTTPStatus.OK,
) -> HTMLResponse:
    """The page, with ``signed_in`` (or None) beside its own context."""
    house: House = request.app.state.house
    signed_in = getattr(request.state, "signed_in", None)
    return house.templates.TemplateResponse(
        request, template, {"signed_in": signed_in} | (context or {}), status_code=status
    )


def part(house: House, template: str, context: dict[str, Any]) -> Markup:
    """A part of a page that is the same for many, to be shown as it is."""
    return Markup(house.templates.env.get_template(template).render(context))  # noqa: S704 (ours)
