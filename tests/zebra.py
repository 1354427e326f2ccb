"""A Zebra printer that knows the commands we send and refuses any other."""

import re
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.uint8]

_LABEL = re.compile(
    r"\^XA\^LH0,0\^LT0\^LS0\^PW(?P<width>\d+)\^LL(?P<height>\d+)\^FO0,0"
    r"\^GFA,(?P<total>\d+),(?P<field>\d+),(?P<row>\d+),(?P<data>[0-9A-Zg-z,:]*)\^FS\^PQ1\^XZ\n"
)


def burnt(zpl: bytes) -> list[Grey]:
    """Each label of the file as it comes out: 0 is black, 255 is white."""
    text = zpl.decode("ascii")
    labels = list(_LABEL.finditer(text))
    assert "".join(label[0] for label in labels) == text, "nothing between, before or after"
    return [_burnt(label) for label in labels]


def _burnt(label: re.Match[str]) -> Grey:
    width, height, row = (int(label[name]) for name in ("width", "height", "row"))
    assert int(label["total"]) == int(label["field"]) == row * height
    assert row == -(-width // 8)
    rows = list(_rows(label["data"], row * 2))
    assert len(rows) == height
    bits = np.unpackbits(np.frombuffer(bytes.fromhex("".join(rows)), np.uint8))
    dots: Grey = np.where(bits.reshape(height, row * 8)[:, :width], 0, 255).astype(np.uint8)
    return dots


def _rows(data: str, digits: int) -> Iterator[str]:
    """Rows of hexadecimal digits (ZPL II Programming Guide, alternative data compression)."""
    row, before, count = "", "", 0
    for sign in data:
        if "G" <= sign <= "Y":
            count += ord(sign) - ord("F")
        elif "g" <= sign <= "z":
            count += 20 * (ord(sign) - ord("f"))
        elif sign == ":":
            assert not row
            row = before
        elif sign == ",":
            row = row.ljust(digits, "0")
        else:
            row, count = row + sign * max(count, 1), 0
        if len(row) == digits:
            yield row
            row, before = "", row
    assert not row, "the last row is whole"
