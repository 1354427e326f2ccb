"""Real inventories come in: CSV, GLPI, dmidecode, lshw, smartctl, eReuse, alone or in a zip."""

from api.intake.grouping import two_machines
from api.intake.machine import Machine, Report, Unread
from api.intake.merging import merged
from api.intake.reading import read_inventory, read_reports

__all__ = [
    "Machine",
    "Report",
    "Unread",
    "merged",
    "read_inventory",
    "read_reports",
    "two_machines",
]
