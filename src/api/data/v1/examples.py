"""Bodies that the description of the API shows, as somebody would send them."""

from fastapi import Body

_PLACE = "5b0c6b0e-6a55-4c55-9a3e-1f6f2a6f0a01"
_LOT = "2f1d7a0e-3f0b-4a7e-8a52-7f4e9d2c1b11"
_DEVICE = "c7a9e2f4-0b1d-4e6f-9c3a-5d8b7e6f4a21"

_COLLECTED = {
    "happened_at": "2026-03-31T09:30:00+02:00",
    "kind": "laptop",
    "place": _PLACE,
    "lot": _LOT,
    "donor": "company",
}
_INVENTORIED = {
    "happened_at": "2026-03-31T11:05:00+02:00",
    "source": "manual",
    "mass_g": 1900,
    "facts": {
        "maker": "Lenovo",
        "model": "ThinkPad T460",
        "serial": "PF0ABCDE",
        "memory_mb": 8192,
        "storages": [{"id": "S3Z8NX0K", "kind": "ssd", "capacity_gb": 240}],
    },
}

REGISTRATION = Body(
    openapi_examples={
        "collected": {
            "summary": "One laptop, collected",
            "value": {
                "command": "9e107d9d-372b-4b68-8c3e-2f6d1a5b0c31",
                "devices": [{"collected": _COLLECTED}],
            },
        },
        "inventoried": {
            "summary": "One laptop, on the bench at once",
            "value": {
                "command": "9e107d9d-372b-4b68-8c3e-2f6d1a5b0c32",
                "sent_at": "2026-03-31T11:06:00+02:00",
                "devices": [
                    {
                        "id": _DEVICE,
                        "collected": _COLLECTED,
                        "received": {
                            "happened_at": "2026-03-31T10:00:00+02:00",
                            "origin": _PLACE,
                            "place": _PLACE,
                        },
                        "inventoried": _INVENTORIED,
                    }
                ],
            },
        },
    }
)

RECORDING = Body(
    openapi_examples={
        "erased": {
            "summary": "The disk of a laptop was erased, then its locks were checked",
            "value": {
                "command": "9e107d9d-372b-4b68-8c3e-2f6d1a5b0c33",
                "events": [
                    {
                        "subject": _DEVICE,
                        "seen": 3,
                        "topic": "device.storage_erased.v1",
                        "state": {
                            "happened_at": "2026-03-31T14:10:00+02:00",
                            "storage": "S3Z8NX0K",
                            "verdict": "erased",
                            "erasure": {
                                "method": "ata_secure_erase",
                                "level": "purge",
                                "tool": "hdparm",
                                "evidence_sha256": "0" * 64,
                            },
                        },
                    },
                    {
                        "subject": _DEVICE,
                        "topic": "device.locks_checked.v1",
                        "state": {"happened_at": "2026-03-31T14:12:00+02:00", "found": []},
                    },
                ],
            },
        }
    }
)
