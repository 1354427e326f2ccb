"""What is published, as open data: rows with a schema, packages, a catalogue. One exit (law 7)."""
