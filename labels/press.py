"""Prints stickers on PDF pages: the art once in the file, then a path and a code for each."""

import io

from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas
from reportlab.pdfgen.pathobject import PDFPathObject

from labels.inks import Inks
from labels.landscape import Marks, Shape, art
from labels.layout import arrange
from labels.qr import modules_of, sized
from labels.sticker import PT_MM, Area, Layout, Line, Sticker

MM_PT = 1 / PT_MM


class Press:
    """A PDF being printed; lengths in millimetres, from the top left of the page, y downwards.

    The file is the same byte for byte for the same stickers: no date, no random id. It asks
    the reader to print at its real size (PrintScaling None).
    """

    def __init__(
        self,
        page_mm: tuple[float, float],
        *,
        title: str,
        inks: Inks,
        dots_per_mm: float | None = None,
    ) -> None:
        self.page_mm = page_mm
        self.inks = inks
        self.dots_per_mm = dots_per_mm
        self._faces: dict[Layout, str] = {}
        self._buffer = io.BytesIO()
        self._canvas = Canvas(
            self._buffer,
            pagesize=(page_mm[0] * MM_PT, page_mm[1] * MM_PT),
            pageCompression=1,
            invariant=1,
            lang="fr",
        )
        self._canvas.setTitle(title)
        self._canvas.setAuthor("Mélèze")
        self._canvas.setCreator("Mélèze")
        self._canvas.setSubject("À imprimer à 100\N{NO-BREAK SPACE}%, sans mise à l’échelle")
        self._canvas.setViewerPreference("PrintScaling", "None")

    def stamp(
        self,
        sticker: Sticker,
        area: Area,
        *,
        left_mm: float = 0.0,
        top_mm: float = 0.0,
        turned: bool = False,
    ) -> None:
        """Print one sticker on the label whose top left corner is given.

        ``turned``: by a quarter, clockwise, so that a wide sticker fills a label that stands.
        """
        modules = modules_of(sticker.url)
        layout = arrange(area, sticker.title, sticker.territory, len(modules))
        box = layout.symbol
        symbol = sized(modules, side_mm=box.width_mm, dots_per_mm=self.dots_per_mm)
        code = layout.code_line(sticker.code)
        face = self._face(layout)
        canvas = self._canvas
        self._go_to(area, left_mm, top_mm, turned=turned)
        canvas.doForm(face)
        self._write(code)
        # And from here on: modules, so that the path is whole numbers, a fifth of the bytes.
        margin = (box.width_mm - symbol.side_mm) / 2
        left, top = self._on_a_dot(box.left_mm + margin), self._on_a_dot(box.top_mm + margin)
        if turned:  # the foot of the label is then the left edge of the page
            foot = area.height_mm - box.top_mm - margin - symbol.side_mm
            top = area.height_mm - symbol.side_mm - self._on_a_dot(foot)
        module_mm = symbol.module_mm
        canvas.transform(module_mm, 0, 0, module_mm, left, top)
        # Written here: reportlab would format each whole number as if it were a fraction.
        path = PDFPathObject([f"{x} {y} {w} {h} re" for x, y, w, h in symbol.rectangles()])
        canvas.setFillGray(0)
        canvas.drawPath(path, stroke=0, fill=1)
        canvas.restoreState()

    def mark(
        self,
        marks: Marks,
        area: Area,
        *,
        left_mm: float = 0.0,
        top_mm: float = 0.0,
        turned: bool = False,
    ) -> None:
        """Print polygons and text on a label, placed as ``stamp`` places a sticker."""
        self._go_to(area, left_mm, top_mm, turned=turned)
        for shape in marks.shapes:
            self._fill(shape)
        for line in marks.lines:
            self._write(line)
        self._canvas.restoreState()

    def turn_page(self) -> None:
        """End this page; the next sticker goes on another."""
        self._canvas.showPage()

    def finish(self) -> bytes:
        """End the last page and hand over the file."""
        self._canvas.save()
        return self._buffer.getvalue()

    def _go_to(self, area: Area, left_mm: float, top_mm: float, *, turned: bool) -> None:
        """From here on: millimetres from the top left corner of the label, y downwards."""
        canvas = self._canvas
        canvas.saveState()
        canvas.transform(MM_PT, 0, 0, -MM_PT, left_mm * MM_PT, (self.page_mm[1] - top_mm) * MM_PT)
        if turned:
            canvas.transform(0, 1, -1, 0, area.height_mm, 0)

    def _on_a_dot(self, mm: float) -> float:
        """Where a dot begins, so that no module is half a dot wider than its neighbour."""
        return round(mm * self.dots_per_mm) / self.dots_per_mm if self.dots_per_mm else mm

    def _face(self, layout: Layout) -> str:
        """The name of the form that holds what all stickers of one layout share."""
        if layout not in self._faces:
            self._faces[layout] = f"face{len(self._faces)}"
            area = layout.area
            self._canvas.beginForm(self._faces[layout], 0, 0, area.width_mm, area.height_mm)
            for shape in art(layout, self.inks):
                self._fill(shape)
            for line in layout.lines:
                self._write(line)
            self._canvas.endForm()
        return self._faces[layout]

    def _fill(self, shape: Shape) -> None:
        path = self._canvas.beginPath()
        path.moveTo(*shape.points[0])
        for point in shape.points[1:]:
            path.lineTo(*point)
        path.close()
        self._canvas.setFillColor(HexColor(shape.colour))
        self._canvas.drawPath(path, stroke=0, fill=1)

    def _write(self, line: Line) -> None:
        text = self._canvas.beginText()
        text.setTextTransform(PT_MM, 0, 0, -PT_MM, line.left_mm, line.baseline_mm)
        text.setFont("Helvetica-Bold" if line.bold else "Helvetica", line.size_pt)
        text.setHorizScale(line.squeeze * 100)
        text.setFillColor(HexColor(self.inks.of(line.part)))
        text.textOut(line.text)
        self._canvas.drawText(text)
