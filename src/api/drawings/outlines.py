"""Outlines of the territory as corners, for whatever draws without SVG."""

import re
from collections.abc import Iterator


def rings(path: str) -> Iterator[list[tuple[int, int]]]:
    """The rings of an outline: each starts with an absolute point, then goes by steps."""
    for ring in path.split("z")[:-1]:
        numbers = [int(word) for word in re.findall(r"-?\d+", ring)]
        x = y = 0
        found = []
        for across, down in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + across, y + down
            found.append((x, y))
        yield found
