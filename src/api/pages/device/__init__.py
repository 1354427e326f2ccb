"""The pages of one device: its life, and the form of each step. Start with ``page``."""

from api.pages.device.page import router

__all__ = ["router"]
