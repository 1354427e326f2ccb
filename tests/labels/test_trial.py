"""The test print: rulers that start at the edge of the label, and a frame that shows an offset."""

from collections.abc import Callable, Iterator

import numpy as np
import pypdfium2
import pytest
from numpy.typing import NDArray
from zebra import burnt

from labels import DOTS_PER_MM, ROLLS, SHEETS, Roll, Sheet, made_of, trial_pdf, trial_zpl

Grey = NDArray[np.uint8]
Scanned = Callable[[bytes, float], Iterator[Grey]]

DPI = 508.0
"""Twenty dots a millimetre."""
every_paper = pytest.mark.parametrize(
    "paper", [*SHEETS.values(), *ROLLS.values()], ids=lambda paper: paper.name
)


def label_of(page: Grey, paper: Sheet | Roll, dots_per_mm: float = 20.0) -> Grey:
    """The first label as it is read."""
    if isinstance(paper, Roll):
        page = page[round(paper.head_mm * dots_per_mm) :]
        return np.rot90(page) if paper.turned else page
    left, top = (round(mm * dots_per_mm) for mm in paper.corner_mm(1))
    width, height = (round(mm * dots_per_mm) for mm in (paper.width_mm, paper.height_mm))
    return page[top : top + height, left : left + width]


def marks(line: Grey, dots_per_mm: float) -> list[float]:
    """The middle of each dark run of a line, in millimetres from where it begins."""
    dark = np.concatenate(([False], line < 128, [False]))
    edges = np.flatnonzero(np.diff(dark.astype(int))).reshape(-1, 2)
    return [float(run.mean()) / dots_per_mm for run in edges]


def between_two(inset: float) -> float:
    """Half-way between two marks of the other ruler, within the shortest marks of this one."""
    return int(inset + 0.75) + 0.5


@every_paper
def test_the_rulers_count_millimetres_from_the_edge_of_the_label(
    paper: Sheet | Roll, scanned: Scanned
) -> None:
    [page] = scanned(trial_pdf(paper), DPI)
    label, area = label_of(page, paper), paper.area
    for line, inset, length in (
        (label[round(between_two(area.inset_y_mm) * 20)], area.inset_x_mm, area.width_mm),
        (label[:, round(between_two(area.inset_x_mm) * 20)], area.inset_y_mm, area.height_mm),
    ):
        found = marks(line, 20.0)
        inside = [mm for mm in found if inset + 0.4 < mm < length - inset - 0.4]
        assert np.allclose(inside, np.round(inside), atol=0.06)
        assert set(np.diff(np.round(inside))) == {1.0}
        assert len(inside) >= length - 2 * inset - 2


@every_paper
def test_the_frame_stands_where_ink_may_begin(paper: Sheet | Roll, scanned: Scanned) -> None:
    [page] = scanned(trial_pdf(paper), DPI)
    label, area = label_of(page, paper), paper.area
    rows, columns = np.nonzero(label < 128)
    found = columns.min(), label.shape[1] - 1 - columns.max(), rows.min()
    wanted = area.inset_x_mm, area.inset_x_mm, area.inset_y_mm
    assert np.allclose(np.array(found) / 20, wanted, atol=0.11)


@pytest.mark.parametrize("name", [roll.name for roll in ROLLS.values() if roll.maker == "Zebra"])
@pytest.mark.parametrize("dpi", DOTS_PER_MM)
def test_a_zebra_prints_the_same_rulers(name: str, dpi: int) -> None:
    roll = made_of(ROLLS[name], dpi)
    [label] = burnt(trial_zpl(roll))
    found = marks(label[round(2.3 * roll.dots_per_mm)], roll.dots_per_mm)
    inside = [mm for mm in found if 1.9 < mm < roll.width_mm - 1.9]
    assert np.allclose(inside, np.round(inside), atol=0.13)
    assert len(inside) >= roll.width_mm - 5


def test_a_sheet_is_moved_as_its_stickers_are(scanned: Scanned) -> None:
    sheet = SHEETS["L7160"]
    [still] = scanned(trial_pdf(sheet), DPI)
    [moved] = scanned(trial_pdf(sheet, offset_x_mm=2.0, offset_y_mm=1.0), DPI)
    assert ((still < 128)[:-20, :-40] == (moved < 128)[20:, 40:]).mean() > 0.999


def test_a_test_print_is_one_page_at_its_real_size() -> None:
    for paper in (SHEETS["L7160"], ROLLS["99012"]):
        pdf = trial_pdf(paper)
        assert len(pypdfium2.PdfDocument(pdf)) == 1
        assert b"/PrintScaling /None" in pdf
