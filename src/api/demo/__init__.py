"""The demonstration filière: about 450 devices over 18 months, told by the ledger's own events."""

from api.demo.load import ACCOUNTS, PASSWORD, Demonstration, load

__all__ = ["ACCOUNTS", "PASSWORD", "Demonstration", "load"]
