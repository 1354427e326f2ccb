"""How stickers are printed: the paper, where on it, in which inks; and the bytes that come out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from labels import (
    BLACK,
    COLOUR,
    DOTS_PER_MM,
    ROLLS,
    SHEETS,
    BadSheetSetting,
    Inks,
    LabelTooSmall,
    Roll,
    Sheet,
    Sticker,
    Unprintable,
    made_of,
    roll_pdf,
    sheet_pdf,
    sticker_png,
    sticker_svg,
    sticker_zpl,
    trial_pdf,
    trial_zpl,
)

PAPERS: dict[str, Sheet | Roll] = {**SHEETS, **ROLLS}
INKS = {"couleur": COLOUR, "noir": BLACK}
PNG_DOTS_PER_MM = 12.0
LONGEST_NUMBER = 6
NOT_A_ZEBRA = "Un fichier ZPL est pour une imprimante Zebra : choisissez un de leurs rouleaux."


class Unprinted(Exception):
    """Nothing can be printed so: one French sentence for each field at fault."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__(dict(errors))
        self.errors = dict(errors)


@dataclass(frozen=True)
class Printing:
    """A paper and how it is fed. ``start`` and the offsets only matter to sheets."""

    paper: Sheet | Roll = SHEETS["L7160"]
    start: int = 1
    right_mm: float = 0.0
    down_mm: float = 0.0
    ink: str = ""

    @property
    def inks(self) -> Inks:
        """Those chosen; else colour on sheets, black on the rolls of thermal printers."""
        return INKS.get(self.ink, COLOUR if isinstance(self.paper, Sheet) else BLACK)

    def printed(self, kind: str, stickers: Sequence[Sticker]) -> bytes:
        """A PDF of all of them, or an SVG or PNG picture of the first. Raises ``Unprinted``."""
        area = self.paper.area
        size = area.width_mm, area.height_mm
        try:
            match kind:
                case "svg":
                    return sticker_svg(stickers[0], *size, inks=self.inks).encode()
                case "png":
                    dots = getattr(self.paper, "dots_per_mm", PNG_DOTS_PER_MM)
                    return sticker_png(stickers[0], *size, dots_per_mm=dots, inks=self.inks)
                case "zpl":
                    return sticker_zpl(stickers, self._zebra())
                case _:
                    return self._pdf(stickers)
        except BadSheetSetting as error:
            start = isinstance(self.paper, Sheet) and not 1 <= self.start <= self.paper.labels
            raise Unprinted({"debut" if start else "droite": str(error)}) from error
        except (LabelTooSmall, Unprintable) as error:
            raise Unprinted({"papier": str(error)}) from error

    def trial(self, kind: str) -> bytes:
        """A frame and rulers for this paper, as a PDF or ZPL. Raises ``Unprinted``."""
        if kind == "zpl":
            return trial_zpl(self._zebra())
        try:
            return trial_pdf(self.paper, offset_x_mm=self.right_mm, offset_y_mm=self.down_mm)
        except BadSheetSetting as error:
            raise Unprinted({"droite": str(error)}) from error

    def _zebra(self) -> Roll:
        if not isinstance(self.paper, Roll) or self.paper.maker != "Zebra":
            raise Unprinted({"papier": NOT_A_ZEBRA})
        return self.paper

    def _pdf(self, stickers: Sequence[Sticker]) -> bytes:
        if isinstance(self.paper, Roll):
            return roll_pdf(stickers, self.paper, inks=self.inks)
        return sheet_pdf(
            stickers,
            self.paper,
            start_position=self.start,
            offset_x_mm=self.right_mm,
            offset_y_mm=self.down_mm,
            inks=self.inks,
        )


def printing_of(texts: Mapping[str, str]) -> Printing:
    """What a form says: ``papier``, ``points``, ``debut``, ``droite``, ``bas``, ``encre``.

    Each is optional. Raises ``Unprinted``.
    """
    errors: dict[str, str] = {}
    name = texts.get("papier", "") or "L7160"
    paper = PAPERS.get(name)
    if paper is None:
        errors["papier"] = "Choisissez un papier de la liste."
    points = texts.get("points", "") or "203"
    if points not in map(str, DOTS_PER_MM):
        errors["points"] = "Choisissez 203 ou 300 points par pouce."
    elif isinstance(paper, Roll) and paper.maker == "Zebra":
        paper = made_of(paper, int(points))
    start, right_mm, down_mm = 1, 0.0, 0.0
    try:
        start = _whole(texts.get("debut", ""), default=1)
    except ValueError:
        errors["debut"] = "Écrivez le numéro de la première étiquette libre, comme 1."
    try:
        right_mm, down_mm = (_number(texts.get(each, ""), default=0) for each in ("droite", "bas"))
    except ValueError:
        errors["droite"] = "Écrivez un décalage en millimètres, comme 1,5 ou -2."
    ink = texts.get("encre", "")
    if ink not in {"", *INKS}:
        errors["encre"] = "Choisissez la couleur ou le noir."
    if errors or paper is None:
        raise Unprinted(errors)
    return Printing(paper, start, right_mm, down_mm, ink)


def _whole(text: str, *, default: int) -> int:
    number = _number(text, default=default)
    if not number.is_integer():
        raise ValueError(text)
    return int(number)


def _number(text: str, *, default: float) -> float:
    """A number as people type it; ``ValueError`` for anything else, ``nan`` and ``1e3`` too."""
    typed = text.strip().replace(",", ".").replace("\u2212", "-")
    if not typed:
        return float(default)
    if len(typed) > LONGEST_NUMBER or not typed.lstrip("+-").replace(".", "", 1).isdecimal():
        raise ValueError(text)
    return float(typed)
