"""Reports of erasures to test with: samples, and certificates drawn as nwipe draws them."""

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from types import MappingProxyType
from typing import Any

from reportlab.pdfgen.canvas import Canvas

SAMPLES = Path(__file__).parent / "samples" / "erasure"

FIELDS: dict[str, tuple[str, int, int, int]] = {
    "Business Name:": ("Les Ordis du Mélézin", 60, 153, 610),
    "Contact Name:": ("Camille Martin", 60, 145, 570),
    "Contact Phone:": ("06 12 34 56 78", 300, 390, 570),
    "Make/Model:": ("WDC WD5000LPCX-24VHAT0", 60, 135, 410),
    "Serial:": ("WD-WX61A0000001", 340, 380, 410),
    "Bus:": ("ATA", 340, 370, 390),
    "Size(Apparent): ": ("500 GB, 500107862016 bytes", 60, 145, 390),
    "Size(Real):": ("500 GB,500107862016b", 60, 125, 370),
    "Start time:": ("2026/04/18 09:03:41", 60, 120, 310),
    "End time:": ("2026/04/18 12:41:50", 300, 360, 310),
    "Duration:": ("03:38:09", 60, 115, 290),
    "Status:": ("ERASED", 300, 365, 290),
    "Method:": ("PRNG Stream", 60, 110, 270),
    "PRNG algorithm:": ("Isaac (CSPRNG)", 300, 395, 270),
    "Final Pass(Zeros/Ones/None):": ("Zeros", 60, 230, 250),
    "Verify Pass(Last/All/None):": ("Last", 300, 450, 250),
    "*Bytes Erased:": ("500107862016, (100%)", 60, 150, 230),
    "Rounds(completed/requested):": ("1/1", 300, 470, 230),
    "HPA/DCO:": ("No hidden sectors", 60, 130, 210),
    "HPA/DCO Size:": ("No hidden sectors", 300, 390, 210),
    "Throughput:": ("76 MB/sec", 300, 370, 190),
    "Errors(pass/sync/verify):": ("0/0/0", 60, 195, 190),
    "Information:": ("", 60, 135, 170),
}
"""Label, value, and where nwipe draws them; in its order."""


def sample(name: str) -> bytes:
    return (SAMPLES / name).read_bytes()


def certificate_pdf(
    fields: Mapping[str, str] = MappingProxyType({}),
    *,
    version: str = "0.35",
    compressed: bool = False,
) -> bytes:
    """A certificate of one storage; ``fields`` are other values, by the start of their label."""
    buffer = BytesIO()
    canvas = Canvas(buffer, pageCompression=int(compressed))
    canvas.drawCentredString(300, 30, f"Disc Erasure by NWIPE version {version}")
    canvas.drawCentredString(300, 696, " Disk Model: WDC WD5000LPCX-24VHAT0 ")
    canvas.drawCentredString(300, 681, " Disk S/N: WD-WX61A0000001 ")
    for label, (value, left, right, height) in FIELDS.items():
        canvas.drawString(left, height, label)
        told = next((new for start, new in fields.items() if label.startswith(start)), value)
        canvas.drawString(right, height, told)
    canvas.showPage()
    canvas.drawString(50, 690, "serial number: WD-WX61A0000001")
    canvas.save()
    return buffer.getvalue()


def station_report(*storages: dict[str, Any]) -> dict[str, Any]:
    return {"format": "meleze-erasure-1", "storages": [*storages]}


def erased_storage(**fields: Any) -> dict[str, Any]:
    return {
        "serial": "WD-WX61A0000001",
        "kind": "hdd",
        "method": "overwrite",
        "tool": "nwipe",
        "tool_version": "0.38",
        "ended": "2026-04-20T11:30:00+02:00",
        "result": "completed",
        "verified": True,
    } | fields
