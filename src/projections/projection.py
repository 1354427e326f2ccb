"""What a projection is: a table, and what each event of a life means for it.

A projection never looks at the clock, at chance or at other tables: what it shows of a
subject follows from that subject's life alone. So a correction, a rebuild and a live update
are one thing: read the life again and write what it comes to.
"""

import hashlib
import inspect
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Generic, LiteralString, TypeVar

import ledger
from ledger.event import Aggregate, Event

D = TypeVar("D")
E = TypeVar("E", bound=Event)

_COLUMN_TYPE = re.compile(r"(?:^|,)\s*[a-z_]+\s+([a-z]\w*(?:\[\])?)")

Handler = Callable[[Any, Any, Any, str], None]
"""Called with the draft, the event, the subject after it, and its stage before it."""


@dataclass(frozen=True)
class Projection(Generic[D]):
    """A read model that can be thrown away and rebuilt from the ledger at any time.

    ``draft`` makes the empty draft of one subject; the handlers fill it, event by event.
    """

    name: str
    of: type[Aggregate]
    columns: LiteralString
    """Column definitions and constraints of its table."""
    draft: Callable[[], D]
    indexes: tuple[LiteralString, ...] = ()
    """Column lists, one an index."""
    handlers: dict[type[Event], Handler] = field(default_factory=dict)

    def on(self, *events: type[E]) -> Callable[[Callable[[D, E, Any, str], None]], None]:
        """Register the handler of these events. A second one for an event is a ``TypeError``."""

        def register(handler: Callable[[D, E, Any, str], None]) -> None:
            for event in events:
                if event in self.handlers:
                    raise TypeError(f"{self.name}: two handlers for {event.__name__}")
                self.handlers[event] = handler

        return register

    @cached_property
    def types(self) -> tuple[str, ...]:
        """The type of each column, in order: SQL in small letters, words of PostgreSQL in large."""
        return tuple(_COLUMN_TYPE.findall(self.columns))

    @property
    def fingerprint(self) -> str:
        """Changes when the code that decides its rows changes, so that it gets rebuilt."""
        functions: list[Callable[..., Any]] = [*self.handlers.values(), self.end]
        files = {inspect.getfile(function) for function in functions}
        return _digest(frozenset(files), _law() + self.columns)[:16]

    @property
    def end(self) -> Callable[[Any, Any], Any]:
        """What turns a filled draft into rows or counts."""
        raise TypeError(f"{self.name} is neither Rows nor Counts")

    @property
    def goes_on(self) -> bool:
        """Whether more pages can be folded without those before: nothing is drafted from them."""
        return not self.handlers


@dataclass(frozen=True)
class Rows(Projection[D]):
    """Rows about one subject; the first column is the subject's id."""

    rows: Callable[[D, Any], Iterable[tuple[Any, ...]]] = lambda _draft, _subject: ()

    @property
    def end(self) -> Callable[[Any, Any], Any]:
        return self.rows


def _as_drafted(draft: list[tuple[Any, ...]], _subject: Aggregate) -> list[tuple[Any, ...]]:
    return draft


@dataclass(frozen=True)
class Lines(Projection[list[tuple[Any, ...]]]):
    """Lines of a book: what a page of a life adds to it stays as it is, whatever comes after.

    So a life that goes on for years writes its new lines alone; a correction writes all again.
    """

    @property
    def end(self) -> Callable[[Any, Any], Any]:
        return _as_drafted

    @property
    def goes_on(self) -> bool:
        return True


@dataclass(frozen=True)
class Counts(Projection[D]):
    """Sums over all subjects: one row a key, and its column ``count``.

    The draft counts what one subject contributes; ``last`` adds what its end state does.
    """

    keys: tuple[LiteralString, ...] = ()
    last: Callable[[D, Any], None] = lambda _draft, _subject: None

    @property
    def end(self) -> Callable[[Any, Any], Any]:
        return self.last


Told = Iterable[tuple[tuple[Any, ...], tuple[int, ...]]]
"""Keys but for the unit, and what is added to each: one number a unit."""


@dataclass(frozen=True)
class Tally(Counts[D]):
    """Sums to which a life adds what only its whole tells, in several units.

    Lives do not share one draft, as those of other counts do; ``told`` says what one counts for,
    and the last column of the keys is the unit.
    """

    units: tuple[str, ...] = ()
    told: Callable[[D, Any], Told] = lambda _draft, _subject: ()

    @property
    def end(self) -> Callable[[Any, Any], Any]:
        return self.told


@cache
def _law() -> str:
    """The code of the ledger, whose rules decide how lives read."""
    return _digest(frozenset(map(str, Path(ledger.__file__).parent.rglob("*.py"))), "")


@cache
def _digest(files: frozenset[str], more: str) -> str:
    content = b"".join(Path(file).read_bytes() for file in sorted(files))
    return hashlib.sha256(content + more.encode()).hexdigest()
