"""The tree that ``lshw -json`` writes, as a list of its parts."""

from collections.abc import Iterator
from typing import NamedTuple

from api.intake.json_parts import Section, sections
from api.intake.text import one_line

MOST_PARTS = 5_000
"""A laptop has eighty, a server with its memory and bridges five hundred."""

MOST_DEEP = 40
"""Parts within parts: a memory stick in a hub in a dock is the tenth."""


class Part(NamedTuple):
    """One node of the tree, and those above it."""

    node: Section
    above: tuple[Section, ...]

    def word(self, key: str) -> str:
        return one_line(self.node.get(key))

    @property
    def on_usb(self) -> bool:
        """Whether it hangs on a USB plug, inside or outside."""
        return any(
            one_line(each.get("businfo")).startswith("usb@") for each in (self.node, *self.above)
        )


def parts_of(tree: Section) -> Iterator[Part]:
    """Every part below the machine itself, from the top down, in the order of the file."""
    left = [Part(tree, ())]
    while left:
        part = left.pop()
        if part.above:
            yield part
        above = (*part.above, part.node)
        if len(above) > MOST_DEEP:
            continue
        below = [Part(child, above) for child in sections(part.node.get("children"))]
        left.extend(reversed(below))
