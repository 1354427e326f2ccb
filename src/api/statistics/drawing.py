"""Draws noise: the only file that knows OpenDP.

Integer discrete Laplace noise of scale 1/ε on every cell, those with nobody too, from the random
source of the operating system. There is no seed.
"""

import hashlib
import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ROOT = HERE.parent.parent.parent

THOUSANDTHS = 1_000
SENSITIVITY = 1
"""By how much one hand-over more or less moves the cells of a table, all together."""
LIBRARY = "opendp"


class NotAsPromised(Exception):
    """The library would spend more than the table may."""


def mechanism(budget_thousandths: int) -> Any:
    """What adds the noise: what it tells of one hand-over is the budget and not more.

    Raises ``NotAsPromised``.
    """
    import opendp.prelude as dp  # noqa: PLC0415 (a quarter of a second, once a period)

    dp.enable_features("contrib")
    budget = budget_thousandths / THOUSANDTHS
    space = dp.vector_domain(dp.atom_domain(T=int)), dp.l1_distance(T=int)
    made = dp.m.make_laplace(*space, scale=SENSITIVITY / budget)
    spent: float = made.map(d_in=SENSITIVITY)  # type: ignore[no-untyped-call]
    if spent > budget:
        raise NotAsPromised(f"{spent} of {budget}")
    return made


def draw(counts: Sequence[int], budget_thousandths: int) -> list[int]:
    """Each count with noise of its own."""
    return [int(each) for each in mechanism(budget_thousandths)(list(counts))]


@cache
def code_version() -> str:
    """What counted and drew a release: our version, the digest of the code here, the library's.

    Who has the code of that day can tell by the digest whether it is the one.
    """
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    digest = hashlib.sha256()
    for file in sorted(HERE.iterdir()):
        if file.suffix in {".py", ".toml"}:
            digest.update(file.read_bytes())
    ours = f"{project['version']}+{digest.hexdigest()[:12]}"
    return f"{project['name']} {ours} {LIBRARY} {version(LIBRARY)}"
