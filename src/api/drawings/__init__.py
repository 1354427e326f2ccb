"""Maps and charts as SVG made on the server: no script, and always a table beside them."""
