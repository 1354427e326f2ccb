"""Stickers on paper: what goes on a device so that anybody can ask where it comes from."""

from labels.certificate import Certificate, Section, certificate_pdf
from labels.inks import BLACK, COLOUR, Inks
from labels.picture import sticker_png, sticker_svg
from labels.qr import MIN_MODULE_MM, LabelTooSmall, Symbol, modules_of, symbol
from labels.roll import ROLLS, Roll, roll_pdf
from labels.sheet import SHEETS, BadSheetSetting, Sheet, sheet_pdf
from labels.sticker import Sticker, Unprintable

__all__ = [
    "BLACK",
    "COLOUR",
    "MIN_MODULE_MM",
    "ROLLS",
    "SHEETS",
    "BadSheetSetting",
    "Certificate",
    "Inks",
    "LabelTooSmall",
    "Roll",
    "Section",
    "Sheet",
    "Sticker",
    "Symbol",
    "Unprintable",
    "certificate_pdf",
    "modules_of",
    "roll_pdf",
    "sheet_pdf",
    "sticker_png",
    "sticker_svg",
    "symbol",
]
