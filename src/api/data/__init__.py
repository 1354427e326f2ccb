"""Data for programs: the JSON API and the health of the service."""
