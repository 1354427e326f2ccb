"""The door: pages, JSON, the command line."""
