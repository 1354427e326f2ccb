"""The pages of a report: their margins, their foot, their bookmarks, and no date of their own."""

import io
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate

from labels.inks import SEASON
from labels.report.letters import PLAIN, QUIET, plain
from labels.report.parts import Heading, Report

MARGIN, TOP, BOTTOM, FOOT = 18 * mm, 15 * mm, 18 * mm, 10 * mm
WIDTH = A4[0] - 2 * MARGIN


class Document(BaseDocTemplate):  # type: ignore[misc]  # reportlab tells no types
    """Headings become bookmarks as they are set."""

    def __init__(self, buffer: io.BytesIO, report: Report) -> None:
        super().__init__(
            buffer,
            pagesize=A4,
            leftMargin=MARGIN,
            rightMargin=MARGIN,
            topMargin=TOP,
            bottomMargin=BOTTOM,
            invariant=1,
            pageCompression=1,
            lang="fr",
            title=report.title,
            subject=report.subject,
            author=f"Mélèze, {report.territory}",
            creator="Mélèze",
        )
        frame = Frame(
            self.leftMargin, self.bottomMargin, self.width, self.height,
            leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0,
        )  # fmt: skip
        self.addPageTemplates([PageTemplate(frames=[frame])])
        self.told = 0

    def afterFlowable(self, flowable: Flowable) -> None:  # noqa: N802 (the name of reportlab)
        heading = getattr(flowable, "heading", None)
        if isinstance(heading, Heading):
            self.told += 1
            key = f"part-{self.told}"
            self.canv.bookmarkPage(key)
            self.canv.addOutlineEntry(plain(heading.text), key, heading.level - 1)


class Numbered(Canvas):  # type: ignore[misc]  # reportlab tells no types
    """Pages wait until their number is known: « page 2 sur 6 »."""

    def __init__(self, report: Report, *given: Any, **named: Any) -> None:
        # Its own first font would be one that no file holds.
        super().__init__(*given, **named | {"initialFontName": PLAIN})
        self._report = report
        self._pages: list[dict[str, Any]] = []
        self.setViewerPreference("DisplayDocTitle", "true")
        self.showOutline()

    def showPage(self) -> None:  # noqa: N802 (the name of reportlab)
        self._pages.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        for rank, page in enumerate(self._pages, 1):
            self.__dict__.update(page)
            self._season()
            self.setFont(PLAIN, 7)
            self.setFillColor(QUIET)
            self.drawString(MARGIN, FOOT, plain(self._report.foot))
            self.drawRightString(A4[0] - MARGIN, FOOT, f"page {rank} sur {len(self._pages)}")
            super().showPage()
        super().save()

    def _season(self) -> None:
        """The rule that turns from larch green to amber."""
        step = WIDTH / len(SEASON)
        for rank, (_, colour) in enumerate(SEASON):
            self.setFillColor(HexColor(colour))
            self.rect(MARGIN + rank * step, FOOT + 10, step, 0.5 * mm, stroke=0, fill=1)
