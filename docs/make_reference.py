"""Writes the pages of docs/reference that the code knows better; ``--check`` names stale ones.

What these pages say is a name, a docstring or a sentence of the code: mend it there.
"""

import ast
import inspect
import sys
import textwrap
from collections.abc import Iterable, Iterator
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any, get_args
from uuid import UUID

from starlette.staticfiles import StaticFiles

import projections as read_models
from api.access import doors
from api.answers import SENTENCES
from api.app import create_app
from api.refusals import LACKS, SHOWN_AS, sentence
from api.settings import Settings
from api.told import Door
from docs import reference_events
from docs.reference_text import codes, first_line, noted, prose, statements, table
from ledger import errors
from ledger.aggregates import KINDS
from ledger.values import EARLIEST
from projections import ALL, Projection, timeline
from projections.projection import Counts

FOLDER = Path(__file__).parent / "reference"
REFRESH = "PYTHONPATH=src:. .venv/bin/python docs/make_reference.py"
NOBODY = UUID(int=0)
TOO_SOON = errors.NotAllowed(NOBODY, "device.stocked.v1", "received")

OUTSIDE_SETTINGS = {
    "DATABASE_URL": "A base in UTF-8 that its account owns, on PostgreSQL 15 to 18, instead of the "
    "embedded one: "
    "`postgresql://account:password@server/base`.",
    "PYTHON": "`./run`: the Python that makes `.venv`, instead of the first one found.",
    "CHROMIUM": "`./run test`: the browser of the tests, instead of one found or installed.",
    "MELEZE_TEST_SERVER": "Tests: a PostgreSQL where they may make databases and roles, instead of "
    "an "
    "embedded one of their own.",
    "MELEZE_SCREENSHOTS": "Tests: a folder for pictures of the pages they open.",
    "MELEZE_SHARED_DATA": "Tests: the folder of inventories of real machines. Without it the tests "
    "that read them are skipped, and say so.",
}
"""What ``./run``, the database and the tests read from the environment by themselves."""

EXAMPLES: tuple[errors.LedgerError, ...] = (
    errors.BadCode("?"),
    errors.UnknownCommune("75056"),
    *(errors.UnknownSubject(kind, NOBODY) for kind in KINDS),
    errors.AlreadyBegun(NOBODY),
    TOO_SOON,
    errors.LabelNotEarned(NOBODY, (errors.Missing(errors.Lack.INVENTORY),)),
    errors.PriceRefused(price_cents=50, floor_cents=100, cap_cents=None),
    errors.PriceRefused(price_cents=200_00, floor_cents=100, cap_cents=180_00),
    errors.PriceRefused(price_cents=10_00, floor_cents=100, cap_cents=None),
    errors.SetIncomplete(NOBODY, ()),
    errors.ClaimTaken("sticker", ""),
    errors.ClaimTaken("promise", ""),
    errors.ClaimTaken("slip", ""),
    errors.ClaimTaken("fund", ""),
    errors.ClaimTaken("till", ""),
    errors.ClaimTaken("sale_share", ""),
    errors.NotEnough(NOBODY, 1),
    errors.CeilingReached(NOBODY, 100_00, 80_00),
    errors.InTheFuture(EARLIEST, EARLIEST),
    errors.Outrun(NOBODY, seen=1, version=2),
    errors.CommandReused(NOBODY),
    errors.NothingToCorrect(NOBODY, 1),
    errors.CorrectionBreaksLife(NOBODY, 1, TOO_SOON),
    errors.Corrupt(NOBODY, 1, ""),
)
"""One of each class, or of each sentence it has, so that people's words can be shown."""

ASKS = {
    get_args(alias)[1].dependency: who
    for alias, who in (
        (doors.RecordingStationDep, "a station whose token may record"),
        (doors.StationDep, "a station"),
        (doors.AdministratorDep, "administrator"),
        (doors.OperatorDep, "operator, administrator"),
        (doors.PrescriberDep, "prescriber"),
        (doors.CounterDep, "counter"),
        (doors.CoordinatorDep, "coordinator, administrator"),
        (doors.AdvisingDep, "prescriber, counter, coordinator, administrator"),
        (doors.FundReaderDep, "coordinator, funder, administrator"),
        (doors.StaffDep, "any role"),
        (doors.SignedInDep, "anybody signed in"),
        (doors.AnywhereDep, "anybody signed in, before they say where they work"),
    )
}
"""Doors of ``api.access``, the narrowest first: the first one on the way in says who may."""


BEFORE_ROUTES = """\
Pages are in French, and so are their addresses. A route that changes something from a page also
wants that page's own token (`csrf`). A station is a program with a bearer token. What a role may
see or record at somebody else's place is decided inside: [who sees what][privacy].

[privacy]: ../explanation/privacy.md#who-sees-what"""

BEFORE_REFUSALS = """\
A page shows the sentence. The API answers `application/problem+json`: the status, the sentence as
`detail`, the class as `code`, and the values it is about: the `subject`, the `rule`, what a label
lacks as `missing`. What is refused before the ledger is asked has its own `code`, at the end."""

BEFORE_PROJECTIONS = """\
Why and how: [projections](../explanation/projections.md). To make one again: [rebuild a
view](../how-to/rebuild-a-view.md)."""


def settings() -> Iterator[str]:
    yield from ("# Settings", "", "Read from the environment once, when the service starts.", "")
    rows = []
    for name, field in Settings.model_fields.items():
        choices = getattr(field.validation_alias, "choices", [f"MELEZE_{name.upper()}"])
        default = field.default
        if isinstance(default, timedelta):
            default = str(default.days * 24 + default.seconds // 3600) + " h"
        shown = "" if default is None else f"`{default}`"
        rows.append((f"`{choices[0]}`", shown, prose(field.description).replace("\n", " ")))
    yield from table(("variable", "default", "meaning"), rows)
    yield from ("A duration is written `12:00:00`, or `PT12H` and `P14D`.", "", "## Elsewhere", "")
    yield from table(("variable", "meaning"), ((f"`{k}`", v) for k, v in OUTSIDE_SETTINGS.items()))


def routes() -> Iterator[str]:
    yield from ("# Routes", "", BEFORE_ROUTES, "")
    rows = []
    for path, route in _routes(create_app(Settings(), "").routes):
        doors_met = set(_asked(route.dependant)) if hasattr(route, "dependant") else set()
        who = next((who for door, who in ASKS.items() if door in doors_met), "anybody")
        methods = ", ".join(sorted((getattr(route, "methods", None) or {"GET"}) - {"HEAD"}))
        endpoint = getattr(route, "endpoint", StaticFiles)
        what = first_line(endpoint.__doc__) or endpoint.__name__.replace("_", " ")
        rows.append((path, methods, who, what))
    coded = ((f"`{path}`", *rest) for path, *rest in sorted(rows))
    yield from table(("path", "method", "who", "what"), coded)


def _routes(found: Iterable[Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Every route; routers that were included keep theirs to themselves."""
    for route in found:
        if included := getattr(route, "original_router", None):
            yield from _routes(included.routes, prefix + route.include_context.prefix)
        else:
            yield prefix + route.path, route


def _asked(dependant: Any) -> Iterator[Any]:
    for each in dependant.dependencies:
        yield from (each.call, *_asked(each))


def refusals() -> Iterator[str]:
    yield from ("# Refusals", "", BEFORE_REFUSALS, "", "## What the ledger refuses", "")
    if untold := set(SHOWN_AS) - {type(each) for each in EXAMPLES} - {errors.Forbidden}:
        raise SystemExit(f"docs/make_reference.py: give an example of {untold}")
    drawn = (line.split(maxsplit=2) for line in prose(errors.__doc__).splitlines())
    meaning = {words[1]: words[2] for words in drawn if words[:1] == ["-"]}
    yield from table(
        ("class", "status", "sentence", "meaning"),
        (
            (f"`{name}`", _status(type(each)), sentence(each), meaning.get(name, ""))
            for each in EXAMPLES
            for name in [type(each).__name__]
        ),
    )
    yield from (f"## Rules of a life: `Forbidden`, {_status(errors.Forbidden)}", "")
    told = {
        ast.unparse(node).partition(" ")[0]: note for node, note in noted(statements(errors.Rule))
    }
    about = {"foreign_function": "camera", "not_optional": "power", "repair_unfinished": "battery"}
    yield from table(
        ("rule", "sentence", "meaning"),
        (
            (
                f"`{rule}`",
                sentence(errors.Forbidden(NOBODY, rule, about.get(rule, ""))),
                told[rule.name],
            )
            for rule in errors.Rule
        ),
    )
    yield from ("## What a label lacks: `LabelNotEarned`", "")
    named = {"lock_found": "bios", "function_untested": "battery", "function_failed": "battery"}
    yield from table(
        ("lack", "sentence"),
        (
            (f"`{lack}`", say(errors.Missing(lack, named.get(lack, "disque 1"), "donor")))
            for lack, say in LACKS.items()
        ),
    )
    yield from ("## What the web refuses", "")
    yield from table(("status", "sentence"), ((str(k.value), v) for k, v in SENTENCES.items()))
    yield from ("## What the API refuses at the door", "")
    told_there = {
        ast.unparse(node).partition(" ")[0]: note for node, note in noted(statements(Door))
    }
    yield from table(("code", "meaning"), ((f"`{door}`", told_there[door.name]) for door in Door))


def _status(refusal: type[errors.LedgerError]) -> str:
    return str(SHOWN_AS[refusal][0].value)


def projections() -> Iterator[str]:
    yield from ("# Projections", "", prose(inspect.getdoc(Projection)), "")
    yield from (BEFORE_PROJECTIONS, "")
    for view in ALL:
        yield from (f"## {view.name}", "", _told(view), "")
        read = codes(sorted(event.TOPIC for event in view.handlers)) or "only where each life ends"
        keeps = "Counts" if isinstance(view, Counts) else "Rows"
        yield f"{keeps} about each {view.of.KIND}, in `views.{view.name}`; reads {read}."
        yield from ("", "```sql", textwrap.dedent(view.columns).strip("\n"), "```", "")
    yield from ("## timeline: no table", "", prose(timeline.__doc__))


def _told(view: Projection[Any]) -> str:
    """What its module says; of a second table in a module, what stands under its name."""
    modules = {each.__name__.split(".")[-1]: each for each in MODULES}
    if view.name in modules:
        return prose(modules[view.name].__doc__)
    module, name = next(
        (module, name)
        for module in MODULES
        for name, value in vars(module).items()
        if value is view
    )
    assigned = ast.parse(inspect.getsource(module)).body
    return next(
        prose(meaning)
        for node, meaning in noted(assigned)
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == name
    )


MODULES = [each for _, each in inspect.getmembers(read_models, inspect.ismodule)]

PAGES = {
    "events": reference_events.page,
    "settings": settings,
    "routes": routes,
    "refusals": refusals,
    "projections": projections,
}


@cache
def texts() -> dict[str, str]:
    """Every page, made once: the code does not change under it."""
    first = f"<!-- Made from the code by {REFRESH} -->\n\n"
    return {name: first + "\n".join(page()).rstrip() + "\n" for name, page in PAGES.items()}


def main(arguments: list[str]) -> int:
    """Write the pages; with ``--check``, only say which of them are stale."""
    made = {FOLDER / f"{name}.md": text for name, text in texts().items()}
    if arguments != ["--check"]:
        FOLDER.mkdir(exist_ok=True)
        for path, text in made.items():
            path.write_text(text, encoding="utf-8")
        return 0
    stale = [
        path.name
        for path, text in made.items()
        if not path.exists() or path.read_text(encoding="utf-8") != text
    ]
    if stale:
        print(f"No longer what the code says, in docs/reference: {', '.join(stale)}.")
        print(f"Refresh them: {REFRESH}")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
