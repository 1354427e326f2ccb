"""Measures against floors on the same machine, in one run: ``./run bench [--json FILE] [NAME…]``.

Each bench runs in a process of its own, so that its peak memory is its own. A ratio is ours
over the floor, or the floor over ours for times: higher is better, except where the table
says "at most".
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Result:
    """``value`` and ``floor`` are in ``unit``; ``ratio`` is what the goal is about."""

    name: str
    value: float
    unit: str
    floor: float
    ratio: float
    goal: str
    peak_mb: float = 0.0


def benches() -> dict[str, Callable[[], list[Result]]]:
    """Each function measures one or two names; imported here, for each is a process."""
    from bench import appends, closing, dashboards, desks, imports, pages, rebuilds, scans, stickers  # noqa: PLC0415 (see above)

    return {
        "rebuild": rebuilds.measure,
        "rebuild_vs_library": rebuilds.measure,
        "append_single": appends.single,
        "append_lots": appends.lots,
        "public_page": pages.measure,
        "public_page_growth": pages.measure,
        "stickers": stickers.measure,
        "scan_step": scans.measure,
        "catalogue": desks.catalogue,
        "order_submission": desks.orders,
        "reservation_race": desks.orders,
        "import_dmi": imports.measure,
        "close_period": closing.measure,
        "dashboard": dashboards.measure,
        "dashboard_funder": dashboards.measure,
    }


def main() -> int:
    """Run the chosen benches one after the other, and print the table."""
    parser = argparse.ArgumentParser(prog="./run bench")
    parser.add_argument("--json", type=Path, metavar="FILE")
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(benches()))
    arguments = parser.parse_args()
    known = benches()
    if unknown := set(arguments.names) - set(known):
        parser.error(f"unknown: {', '.join(sorted(unknown))}")
    names = arguments.names or list(known)
    if arguments.one:
        return _measure_here(known[names[0]])
    results: dict[str, Result] = {}
    for name in names:
        if name not in results:
            print(f"{name}…", file=sys.stderr, flush=True)
            results |= _measure_apart(name)
    _print([results[name] for name in names])
    if arguments.json:
        content = {
            name: {key: value for key, value in asdict(results[name]).items() if key != "name"}
            for name in names
        }
        arguments.json.write_text(json.dumps(content, indent=2) + "\n")
    return 0


def _measure_here(measure: Callable[[], list[Result]]) -> int:
    results = measure()
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps([asdict(result) | {"peak_mb": round(peak_mb)} for result in results]))
    return 0


def _measure_apart(name: str) -> dict[str, Result]:
    done = subprocess.run(
        [sys.executable, __file__, "--one", name], check=True, stdout=subprocess.PIPE, text=True
    )
    rows = json.loads(done.stdout.splitlines()[-1])
    return {row["name"]: Result(**row) for row in rows}


def _print(results: list[Result]) -> None:
    print(f"{'name':<20} {'value':>12} {'floor':>12} {'unit':<12} {'ratio':>7}  {'goal':<12} peak")
    for row in results:
        print(
            f"{row.name:<20} {row.value:>12,.1f} {row.floor:>12,.1f} {row.unit:<12}"
            f" {row.ratio:>7.2f}  {row.goal:<12} {row.peak_mb:.0f} MB"
        )


def scratch() -> tempfile.TemporaryDirectory[str]:
    """A folder that the account lent to PostgreSQL may walk through."""
    folder = tempfile.TemporaryDirectory(prefix="meleze-bench-")
    Path(folder.name).chmod(0o711)
    return folder


if __name__ == "__main__":
    sys.exit(main())
