"""Writes the public page of a device: one answer that needs no other, and its strict policy."""

from base64 import b64encode
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from jinja2 import Environment
from markupsafe import Markup

from api.drawings.map import PATH_MAP_CSS, path_map
from api.public_facts import PublicFacts
from ledger.device import FUNCTIONS
from ledger.device.checklist import Function
from ledger.territory import epci
from ledger.values import COMPUTING, DeviceKind

STATIC = Path(__file__).parent / "static"


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
    kind: tuple(name for name in Function if name in checklist.required)
    for kind, checklist in FUNCTIONS.items()
}
"""Passed by every labelled device of a kind, in the order a reader expects them."""


def write(environment: Environment, facts: PublicFacts) -> str:
    """The page of a device: its whole story once it has its label, else where it stands."""
    stops = [siren for siren in (facts.collected_epci, facts.shop_epci, facts.stock_epci) if siren]
    return environment.get_template("public/origin.html").render(
        facts=facts,
        style=Markup(STYLE),  # noqa: S704 - our own file
        path=path(tuple(stops)) if stops else "",
        holds_data=facts.kind in COMPUTING,
        required=REQUIRED[DeviceKind(facts.kind)],
    )


def write_not_found(environment: Environment) -> str:
    """The page of every code that leads to no device: the same bytes for all of them."""
    template = environment.get_template("public/no_device.html")
    return template.render(style=Markup(STYLE))  # noqa: S704 - our own file


@lru_cache(maxsize=1024)
def path(sirens: tuple[str, ...]) -> Markup:
    """The map of a path, drawn once: it depends on the territory alone."""
    names = [epci(siren).display_name for siren in sirens]
    return path_map(sirens, title=f"Son trajet\u00a0: {', puis '.join(names)}.")
