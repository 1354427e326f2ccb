"""Writes the public page of a device: one answer that needs no other, and its strict policy."""

from base64 import b64encode
from collections.abc import Iterable, Mapping
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, Template
from markupsafe import Markup

from api.drawings.map import PATH_MAP_CSS, path_map
from api.house import House
from api.public_facts import PublicFacts
from api.words import (
    CONDITION,
    DONOR,
    ERASURE_METHOD,
    FUNCTION,
    GRADE,
    KIND,
    PART,
    THEME,
    USE,
    WORK,
    capitalised,
    day_and_time,
    located,
    month,
)
from ledger.codes import written
from ledger.device import FUNCTIONS
from ledger.device.checklist import Function
from ledger.territory import epci
from ledger.values import COMPUTING, DeviceKind, DonorKind

GIGABYTE_MB = 1024
STATIC = Path(__file__).parent / "static"
CUT = "\0"
"""Where a template leaves room for what is not its own. No text of ours holds it: the ledger
refuses control characters."""


def _one_line(css: str) -> str:
    return "".join(line.strip() for line in css.splitlines() if not line.startswith("/*"))


STYLE = _one_line(
    "\n".join(
        (
            (STATIC / "tokens.css").read_text(encoding="utf-8"),
            (STATIC / "origin.css").read_text(encoding="utf-8"),
            PATH_MAP_CSS,
        )
    )
)
"""The one style sheet of the page, inside it. The policy allows exactly these bytes."""


def _policy(*, form_action: str) -> str:
    allowed = b64encode(sha256(STYLE.encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{allowed}'; img-src data:; base-uri 'none';"
        f" form-action {form_action}; frame-ancestors 'none'"
    )


POLICY = _policy(form_action="'none'")
POLICY_WITH_FORM = _policy(form_action="'self'")

REQUIRED = {
    kind: ", ".join(FUNCTION[name] for name in Function if name in checklist.required)
    for kind, checklist in FUNCTIONS.items()
}
"""What every labelled device of a kind passed, in the order a reader expects."""


def write(house: House, facts: PublicFacts) -> bytes:
    """The page of a device: its whole story once it has its label, else where it stands."""
    told = _told(facts, house.settings.timezone)
    content = _template(house.templates.env, "public/origin.html").render(told)
    return _framed(house, f"{told['kind']} {told['code']}", content, told["stops"])


def _told(facts: PublicFacts, zone: ZoneInfo) -> dict[str, Any]:
    """The facts in words. Ready for the template, for it would be slower at finding them."""
    name = " ".join(filter(None, (facts.maker, facts.model)))
    stops = (facts.collected_epci, facts.shop_epci, facts.stock_epci)
    return {
        "code": written(facts.code),
        "criteria": facts.criteria,
        "kind": KIND[facts.kind].capitalize(),
        "name": name or "sans marque",
        "holds_data": facts.kind in COMPUTING,
        "uses": _listed(facts.uses, USE, " · "),
        "memory": memory(facts.memory_mb) if facts.memory_mb else "",
        "storage_gb": facts.storage_gb,
        "screen_inches": f"{facts.screen_inches:g}".replace(".", ",")
        if facts.screen_inches
        else "",
        "tests_passed": facts.tests_passed,
        "required": REQUIRED[DeviceKind(facts.kind)],
        "erased": len(facts.erasures),
        "erased_by": _listed(dict.fromkeys(facts.erasures), ERASURE_METHOD),
        "works": capitalised(_listed(facts.works, WORK)),
        "parts": ", ".join(f"{PART[part]} (pièce {CONDITION[new]})" for part, new in facts.parts),
        "operating_system": facts.operating_system,
        "battery_percent": facts.battery_health_percent,
        "grade": GRADE[facts.grade] if facts.grade else "",
        "collected_where": _where(facts.collected_epci),
        "collected_in": month(facts.collected_in).capitalize(),
        "donor": "" if facts.donor == DonorKind.UNKNOWN else DONOR[facts.donor],
        "shop": located(facts.shop, facts.shop_commune or "") if facts.shop else "",
        "reconditioned_in": _month(facts.reconditioned_in).capitalize(),
        "labelled_in": _month(facts.labelled_in),
        "stocked_in": _month(facts.stocked_in).capitalize(),
        "stocked_where": _where(facts.stock_epci),
        "stops": tuple(siren for siren in stops if siren),
        "cut": CUT,
        "workshops": [
            (
                THEME[workshop.theme],
                day_and_time(workshop.starts_at, zone).capitalize(),
                located(workshop.place_name, workshop.commune_name),
                workshop.reachable_without_car,
            )
            for workshop in facts.workshops
        ],
    }


def write_not_found(house: House) -> bytes:
    """The page of every code that leads to no device: the same bytes for all of them."""
    content = _template(house.templates.env, "public/no_device.html").render()
    return _framed(house, "Aucun appareil à ce code", content)


def _framed(house: House, title: str, content: str, stops: tuple[str, ...] = ()) -> bytes:
    """The title is words of ours: nothing in it needs escaping.

    In bytes, for most of a page is the same for all: its frame, and the map of its path.
    """
    before_title, before_content, end = _frame(house.templates.env)
    before_path, _, after_path = content.partition(CUT)
    return b"".join(
        (
            before_title,
            title.encode(),
            before_content,
            before_path.encode(),
            path(stops),
            after_path.encode(),
            end,
        )
    )


@lru_cache(maxsize=8)
def _template(environment: Environment, name: str) -> Template:
    """Kept at hand: Jinja asks its own cache under a lock."""
    return environment.get_template(name)


@lru_cache(maxsize=4)
def _frame(environment: Environment) -> list[bytes]:
    """What surrounds every page, made once: it was a third of the work."""
    frame = environment.get_template("public/origin_frame.html")
    text = frame.render(style=Markup(STYLE), cut=CUT)  # noqa: S704 - our own file
    return [part.encode() for part in text.split(CUT)]


@lru_cache(maxsize=1024)
def path(sirens: tuple[str, ...]) -> bytes:
    """The map of a path, drawn once: it depends on the territory alone."""
    if not sirens:
        return b""
    names = [epci(siren).display_name for siren in sirens]
    return path_map(sirens, title=f"Son trajet\u00a0: {', puis '.join(names)}.").encode()


def _listed(codes: Iterable[str], words: Mapping[str, str], between: str = ", ") -> str:
    return between.join(words[code] for code in codes)


def _month(text: str | None) -> str:
    return month(text) if text else ""


def _where(siren: str | None) -> str:
    """« dans le Pays des Écrins », after a verb and its space; nothing where nobody knows."""
    return f" {epci(siren).located}" if siren else ""


def memory(memory_mb: int) -> str:
    """« 8 Go », as sold: graphics take their share before the system counts."""
    return (
        f"{memory_mb}\u00a0Mo"
        if memory_mb < GIGABYTE_MB
        else f"{round(memory_mb / GIGABYTE_MB)}\u00a0Go"
    )
