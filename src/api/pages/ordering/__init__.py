"""The making of an order, from what is chosen in the catalogue to the slip that is printed."""

from api.pages.ordering.new import router

__all__ = ["router"]
