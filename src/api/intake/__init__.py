"""Real inventories come in: CSV of workshops, GLPI, dmidecode, one file or a zip of many."""

from api.intake.erasure import ErasureReport, read_erasures
from api.intake.machine import Machine, Unread
from api.intake.reading import read_inventory

__all__ = ["ErasureReport", "Machine", "Unread", "read_erasures", "read_inventory"]
