"""What reading an inventory gives: machines, and sentences that say why not."""

from dataclasses import dataclass, field
from typing import TypeVar

from pydantic import ValidationError

from ledger.device import Hardware
from ledger.values import DeviceKind, Facts, Grade, Source, Value

V = TypeVar("V", bound=Value)

LARGEST_STORAGES = 64
"""More media than any computer of a filière holds: the list is wrong, or hostile."""


@dataclass(frozen=True, slots=True)
class Machine:
    """One device as its inventory tells it; nothing here says it is not already known.

    ``origin``: file and line, for the summary on the screen; it is not to be recorded, a file
    name may hold the name of a person. ``evidence_sha256``: of the file as it was read (of the
    member, in an archive), in hexadecimal: anyone who kept the file finds it again with
    ``sha256sum``. ``not_understood``: French sentences on what was in the file and was left out.
    """

    source: Source
    origin: str
    kind: DeviceKind
    facts: Facts
    evidence_sha256: str
    grade: Grade | None = None
    mass_g: int | None = None
    hardware: Hardware | None = None
    not_understood: tuple[str, ...] = ()

    @property
    def identity(self) -> tuple[str, str, str] | None:
        """Maker, model and serial, folded; ``None`` when one may not be told from another.

        A serial alone is not enough, makers number independently. Two machines whose identity
        is ``None`` are two machines, whatever else is alike.
        """
        if self.facts.serial is None or self.facts.model is None:
            return None
        maker = (self.facts.maker or "").casefold()
        return maker, self.facts.model.casefold(), self.facts.serial.casefold()


@dataclass(frozen=True, slots=True)
class Report:
    """What one tool says of one machine, or of a disk of it. Reports are merged to a ``Machine``.

    ``measured`` names storages by their id in these ``facts``. ``names`` tell that two reports
    are of one machine, and are never recorded. ``why_no_kind``: the sentence to refuse it with
    if no other report says what kind of device it is.
    """

    source: Source
    origin: str
    evidence_sha256: str
    facts: Facts
    kind: DeviceKind | None = None
    why_no_kind: str = ""
    names: frozenset[str] = frozenset()
    measured: Hardware = field(default_factory=Hardware)
    of_a_disk: bool = False
    """It speaks of a disk alone, wherever that disk is."""


@dataclass(frozen=True, slots=True)
class Unread:
    """A file, a member or a line that gave no machine. ``why`` is one French sentence or two."""

    origin: str
    why: str


def as_far_as_valid(shape: type[V], **fields: object) -> V:
    """A value of the ledger with each optional field out of its range left unknown.

    A machine that says it has 0 MB of memory is a machine whose memory is not known.
    """
    try:
        return shape.model_validate(fields)
    except ValidationError as error:
        refused = {detail["loc"][0] for detail in error.errors(include_input=False)}
        return shape.model_validate({k: v for k, v in fields.items() if k not in refused})
