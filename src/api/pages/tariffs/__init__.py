"""Price grids on pages."""
