"""Erasures proven by reports, and the certificates that say so to whoever gave the devices."""
