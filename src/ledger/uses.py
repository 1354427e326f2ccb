"""What a device lets a person do, from what is known of it: stated rules, kept as data.

Three uses, as a digital mediator would tell them:

* ``procedures``: fill in a form on a public site, read mail, open and send a PDF. A browser
  with two or three tabs: 4 GB on a computer, 2 GB on a tablet or a telephone.
* ``office``: letters and tables beside the browser. A keyboard, 8 GB, a processor that does not
  make one wait, and a screen one can read a page on.
* ``learning``: a class at a distance and its homework. The same, and a screen with its camera in
  one piece: a laptop or an all-in-one. A tablet from 3 GB on follows a class too.

What is not evidence did not happen: without a known memory no use is claimed. A processor or a
screen that is not known forbids nothing: few inventories tell the screen.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from ledger.values import DeviceKind, Facts, Use

_COMPUTERS = frozenset(
    {DeviceKind.LAPTOP, DeviceKind.DESKTOP, DeviceKind.ALL_IN_ONE, DeviceKind.MINI_PC}
)
_WITH_A_CAMERA = frozenset({DeviceKind.LAPTOP, DeviceKind.ALL_IN_ONE})
_TABLETS = frozenset({DeviceKind.TABLET})
_POCKET = frozenset({DeviceKind.TABLET, DeviceKind.SMARTPHONE})


@dataclass(frozen=True, slots=True)
class Rule:
    """These kinds of device give this use, if all that follows holds."""

    use: Use
    kinds: frozenset[DeviceKind]
    memory_mb: int
    """As sold; a tenth less is enough (see ``ENOUGH_PER_CENT``)."""
    fast: bool = False
    """A processor known to be slow is refused."""
    screen_inches: float = 0
    """A screen known to be smaller is refused."""


RULES = (
    Rule(Use.PROCEDURES, _COMPUTERS, memory_mb=4096),
    Rule(Use.PROCEDURES, _POCKET, memory_mb=2048),
    Rule(Use.OFFICE, _COMPUTERS, memory_mb=8192, fast=True, screen_inches=11),
    Rule(Use.LEARNING, _WITH_A_CAMERA, memory_mb=8192, fast=True, screen_inches=11),
    Rule(Use.LEARNING, _TABLETS, memory_mb=3072, screen_inches=8),
)

ENOUGH_PER_CENT = 90
"""Graphics take their share before the system counts: 8 GB may read as 7,800 MB."""

SLOW_PROCESSORS = re.compile(
    r"""\b(?:
      atom                                               # netbooks, cheap tablets
    | (?:celeron|pentium)\ +[nj](?:[1-3]\d|4[05])\d{2}   # Atom cores under other names
    | celeron\ +(?:(?:dual-core|[mdbut])\ ?)?\d{3,4}[a-z]?
    | pentium\ +(?:4|d|m|iii|dual-core|[tbeup]\d{3,4})
    | core\ ?(?:duo|solo|2\ ?(?:duo|quad|solo|extreme)?)
    | (?:c|e)-?\d{2,3}                                   # AMD C-50, E-350
    | e[12]-\d{4} | a[46]-1\d{3} | a4-[5679]\d{3}
    | sempron | turion | duron | athlon\ +(?:64|x2|neo)
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)
"""Known to keep one waiting: netbooks, entry models, and most of what was made before 2010."""


def uses(kind: DeviceKind, facts: Facts) -> frozenset[Use]:
    """The uses that the facts support; empty for a screen, a mouse, or an unknown memory."""
    return _uses(kind, facts.memory_mb, facts.screen_inches, facts.processor)


@lru_cache(maxsize=4096)
def _uses(
    kind: DeviceKind, memory_mb: int | None, screen_inches: float | None, processor: str | None
) -> frozenset[Use]:
    """Models are few beside devices, and several views ask."""
    facts = Facts(memory_mb=memory_mb, screen_inches=screen_inches, processor=processor)
    return frozenset(rule.use for rule in RULES if _holds(rule, kind, facts))


def _holds(rule: Rule, kind: DeviceKind, facts: Facts) -> bool:
    if kind not in rule.kinds or facts.memory_mb is None:
        return False
    if facts.memory_mb * 100 < rule.memory_mb * ENOUGH_PER_CENT:
        return False
    if facts.screen_inches is not None and facts.screen_inches < rule.screen_inches:
        return False
    return not (rule.fast and facts.processor and _slow(facts.processor))


def _slow(processor: str) -> bool:
    return SLOW_PROCESSORS.search(processor) is not None
