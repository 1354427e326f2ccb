"""Real inventories come in: CSV, GLPI, dmidecode, lshw, smartctl, eReuse, alone or in a zip."""

from api.intake.erasure import ErasureReport, read_erasures
from api.intake.machine import Machine, Report, Unread
from api.intake.reading import opened, read_inventory, read_one_machine, read_reports

__all__ = [
    "ErasureReport",
    "Machine",
    "Report",
    "Unread",
    "opened",
    "read_erasures",
    "read_inventory",
    "read_one_machine",
    "read_reports",
]
