"""Writes the pages of docs/reference that the code knows better; ``--check`` names stale ones.

Everything said there is a name, a docstring or a sentence of the code: mend it there.
"""

import ast
import inspect
import re
import sys
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any, get_args
from uuid import UUID

from pydantic import BaseModel
from pydantic_core import PydanticUndefined

import ledger.values
from api import words
from api.access import doors
from api.answers import SENTENCES
from api.app import create_app
from api.refusals import LACKS, SHOWN_AS, sentence
from api.settings import Settings
from ledger import device, errors
from ledger.aggregates import KINDS
from ledger.correction import Correction, CorrectionReason, Replacement
from ledger.event import EVENTS, Event
from projections import ALL, Projection
from projections.projection import Counts

FOLDER = Path(__file__).parent / "reference"
REFRESH = "PYTHONPATH=src:. .venv/bin/python docs/make_reference.py"
NOBODY = UUID(int=0)

OUTSIDE = (
    ("DATABASE_URL", "A PostgreSQL, 15 or newer, used instead of the embedded one, such as"
     " `postgresql://account:password@server/base`."),
    ("PYTHON", "`./run`: the Python to make `.venv` with; found by itself otherwise."),
    ("CHROMIUM", "`./run test`: the browser of the tests; found or installed otherwise."),
    ("MELEZE_TEST_SERVER", "Tests: a PostgreSQL where they may make databases, instead of an"
     " embedded one of their own."),
    ("MELEZE_SHARED_DATA", "Tests: the folder of inventories of real machines; without it the tests"
     " that read them are skipped, and say so."),
)  # fmt: skip
"""What is read from the environment before there are settings, or by ``./run`` and the tests."""

EXAMPLES: tuple[errors.LedgerError, ...] = (
    errors.BadCode("?"),
    errors.UnknownCommune("75056"),
    *(errors.UnknownSubject(kind, NOBODY) for kind in KINDS),
    errors.AlreadyBegun(NOBODY),
    errors.NotAllowed(NOBODY, "device.stocked.v1", "received"),
    errors.LabelNotEarned(NOBODY, (errors.Missing(errors.Lack.INVENTORY),)),
    errors.PriceRefused(50, 100, None),
    errors.PriceRefused(200_00, 100, 180_00),
    errors.PriceRefused(10_00, 100, None),
    errors.SetIncomplete(NOBODY, ()),
    errors.ClaimTaken("sticker", ""),
    errors.ClaimTaken("promise", ""),
    errors.NotEnough(NOBODY, 1),
    errors.InTheFuture(*[ledger.values.EARLIEST] * 2),
    errors.Outrun(NOBODY, 1, 2),
    errors.CommandReused(NOBODY),
    errors.NothingToCorrect(NOBODY, 1),
    errors.CorrectionBreaksLife(NOBODY, 1, errors.NotAllowed(NOBODY, "device.stocked.v1", "received")),
    errors.Corrupt(NOBODY, 1, ""),
)  # fmt: skip
"""One of each, so that its sentence can be shown as a person reads it."""


def settings_page() -> Iterator[str]:
    yield from ("# Settings", "", "Read once from the environment when the service starts.", "")
    rows = []
    for name, field in Settings.model_fields.items():
        choices = getattr(field.validation_alias, "choices", None)
        variable = choices[0] if choices else f"MELEZE_{name.upper()}"
        default: Any = field.default
        if isinstance(default, timedelta):
            default = f"{default.total_seconds():.0f}` s, `{default}"
        shown = "" if default in {None, PydanticUndefined} else f"`{default}`"
        rows.append((f"`{variable}`", shown, prose(field.description)))
    yield from table(("variable", "default", "meaning"), rows)
    yield "A duration is a number of seconds, or `HH:MM:SS`."
    yield from ("", "## Read elsewhere", "")
    yield from table(("variable", "meaning"), ((f"`{name}`", what) for name, what in OUTSIDE))


ASKS = {
    get_args(alias)[1].dependency: who
    for alias, who in (
        (doors.RecordingStationDep, "a station whose token may record"),
        (doors.StationDep, "a station (bearer token)"),
        (doors.AdministratorDep, "administrator"),
        (doors.OperatorDep, "operator, administrator"),
        (doors.StaffDep, "any role"),
        (doors.SignedInDep, "anybody signed in"),
        (doors.AnywhereDep, "anybody signed in, before they said where they work"),
    )
}
"""From the strictest door to the widest: the first one found on the way in says who may."""


def routes(found: Iterable[Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for route in found:
        if inner := getattr(route, "original_router", None):
            yield from routes(inner.routes, prefix + route.include_context.prefix)
        else:
            yield prefix + route.path, route


def asked(dependant: Any) -> Iterator[Any]:
    for each in dependant.dependencies:
        yield from (each.call, *asked(each))


def routes_page() -> Iterator[str]:
    yield from ("# Routes", "", "The pages are in French, and so are their addresses. A route that")
    yield "changes something from a page also asks for the form's own token (`csrf`). What a role"
    yield "sees or records at another structure's place is decided inside: see"
    yield from ("[privacy](../explanation/privacy.md#who-sees-what).", "")
    rows = []
    for path, route in routes(create_app(Settings(), "").routes):
        calls = set(asked(route.dependant)) if hasattr(route, "dependant") else set()
        who = next((who for door, who in ASKS.items() if door in calls), "anybody")
        what = prose(getattr(route, "endpoint", None).__doc__ if hasattr(route, "endpoint") else "")
        methods = sorted((getattr(route, "methods", None) or {"GET"}) - {"HEAD"})
        rows.append((f"`{path}`", ", ".join(methods), who, what.partition("\n\n")[0]))
    yield from table(("path", "method", "who", "what"), sorted(rows))


def refusals_page() -> Iterator[str]:
    yield from ("# Refusals", "", "A page shows the sentence. The API answers")
    yield "`application/problem+json` with the status, the sentence as `detail` and the class as"
    yield from ("`code`; what a label lacks is in `missing`.", "", "## What the ledger refuses", "")
    if unshown := set(SHOWN_AS) - {type(each) for each in EXAMPLES} - {errors.Forbidden}:
        raise SystemExit(f"docs/make_reference.py: no example of {sorted(map(str, unshown))}")
    meanings = dict(re.findall(r"^  - (\w+) +(.+)$", inspect.getdoc(errors) or "", re.MULTILINE))
    rows = [
        (f"`{name}`", str(SHOWN_AS[type(each)][0].value), sentence(each), meanings.get(name, ""))
        for each in EXAMPLES if (name := type(each).__name__)
    ]  # fmt: skip
    yield from table(("class", "status", "sentence", "meaning"), rows)
    status = SHOWN_AS[errors.Forbidden][0].value
    yield from (f"## Rules of a life (`Forbidden`, {status})", "")
    notes = {ast.unparse(node.targets[0]): meaning for node, meaning in noted(class_node(errors.Rule).body)
             if isinstance(node, ast.Assign)}  # fmt: skip
    spoken = {"foreign_function": "camera", "not_optional": "power", "repair_unfinished": "battery"}
    yield from table(("rule", "sentence", "meaning"), (
        (f"`{rule}`", sentence(errors.Forbidden(NOBODY, rule, spoken.get(rule, ""))), notes[rule.name])
        for rule in errors.Rule
    ))  # fmt: skip
    yield from ("## What a label may lack (`LabelNotEarned`)", "")
    samples = {"lock_found": "bios", "function_untested": "battery", "function_failed": "battery"}
    yield from table(("lack", "sentence"), (
        (f"`{lack}`", say(errors.Missing(lack, samples.get(lack, "disque 1"), "donor")))
        for lack, say in LACKS.items()
    ))  # fmt: skip
    yield from ("## What the web refuses", "")
    yield from table(("status", "sentence"), ((str(k.value), v) for k, v in SENTENCES.items()))


def projection_lines(view: Projection[Any]) -> Iterator[str]:
    about = prose(inspect.getdoc(inspect.getmodule(view.end) or view.end))
    if (module := sys.modules.get(f"projections.{view.name}")) is not None:
        about = prose(inspect.getdoc(module))
    shape = "counts" if isinstance(view, Counts) else "rows"
    yield from (f"## {view.name}", "", about, "", f"Follows each {view.of.KIND}; keeps {shape} in")
    reads = listed(sorted(event.TOPIC for event in view.handlers)) or "no event: where lives stand"
    yield from (f"`views.{view.name}`. Reads {reads}.", "", "```sql")
    yield from (textwrap.dedent(view.columns).strip("\n"), "```", "")


def projections_page() -> Iterator[str]:
    yield from ("# Projections", "", prose(inspect.getdoc(Projection)), "")
    yield "[How they are kept](../explanation/projections.md); [how to rebuild"
    yield from ("one](../how-to/rebuild-a-view.md). The timeline of a device is no table:", "")
    yield from ("> " + prose(inspect.getdoc(sys.modules["projections.timeline"])).replace("\n", "\n> "), "")
    for view in ALL:
        yield from projection_lines(view)


PAGES = {
    "events": events_page,
    "settings": settings_page,
    "routes": routes_page,
    "refusals": refusals_page,
    "projections": projections_page,
}


def main() -> int:
    """Write the pages, or only say which are stale."""
    note = f"<!-- Made from the code: {REFRESH} -->\n\n"
    made = {FOLDER / f"{name}.md": note + "\n".join(page()).rstrip() + "\n" for name, page in PAGES.items()}
    if "--check" not in sys.argv[1:]:
        for path, text in made.items():
            path.write_text(text, encoding="utf-8")
        return 0
    stale = [
        path.name for path, text in made.items()
        if not path.exists() or path.read_text(encoding="utf-8") != text
    ]  # fmt: skip
    if stale:
        print(f"docs/reference: {', '.join(stale)} no longer say what the code does.", file=sys.stderr)
        print(f"Refresh them: {REFRESH}", file=sys.stderr)
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
