"""A drawing whose first letters are ours: reportlab would name a font that no file holds."""

from typing import Any

from reportlab.graphics.renderPDF import _PDFRenderer
from reportlab.graphics.shapes import STATE_DEFAULTS, Drawing

from labels.report.letters import PLAIN


class Vector(Drawing):  # type: ignore[misc]  # reportlab tells no types
    def draw(self, **_: Any) -> None:
        _Renderer().draw(self, self.canv, 0, 0)


class _Renderer(_PDFRenderer):  # type: ignore[misc]  # reportlab tells no types
    def applyStateChanges(  # noqa: N802 (the name of reportlab)
        self, delta: dict[str, Any], state: dict[str, Any]
    ) -> None:
        if delta.get("fontName") == STATE_DEFAULTS["fontName"]:
            delta = delta | {"fontName": PLAIN}
        super().applyStateChanges(delta, state)
