"""One step for many devices at once: shown with its exceptions, then recorded in one command."""

from api.pages.pile.form import Pile, PileForm, menu

__all__ = ["Pile", "PileForm", "menu"]
