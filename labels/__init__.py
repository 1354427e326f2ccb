"""Stickers on paper: what goes on a device so that anybody can ask where it comes from."""

from labels.certificate import Certificate, Section, certificate_pdf
from labels.donor import DonorCertificate, donor_certificate_pdf
from labels.inks import BLACK, COLOUR, Inks
from labels.picture import sticker_png, sticker_svg
from labels.qr import MIN_MODULE_MM, LabelTooSmall, Symbol, modules_of, symbol
from labels.roll import DOTS_PER_MM, ROLLS, Roll, made_of, roll_pdf
from labels.sheet import SHEETS, BadSheetSetting, Sheet, sheet_pdf
from labels.sticker import Sticker, Unprintable
from labels.trial import trial_pdf, trial_zpl
from labels.zpl import sticker_zpl

__all__ = [
    "BLACK",
    "COLOUR",
    "DOTS_PER_MM",
    "MIN_MODULE_MM",
    "ROLLS",
    "SHEETS",
    "BadSheetSetting",
    "Certificate",
    "DonorCertificate",
    "Inks",
    "LabelTooSmall",
    "Roll",
    "Section",
    "Sheet",
    "Sticker",
    "Symbol",
    "Unprintable",
    "certificate_pdf",
    "donor_certificate_pdf",
    "made_of",
    "modules_of",
    "roll_pdf",
    "sheet_pdf",
    "sticker_png",
    "sticker_svg",
    "sticker_zpl",
    "symbol",
    "trial_pdf",
    "trial_zpl",
]
