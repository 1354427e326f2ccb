"""Numbers and months as a French reader writes them."""

import pytest

from api.drawings.french import month, number, short_month


def test_numbers_and_months_are_written_in_french() -> None:
    assert [number(0), number(999), number(1234567)] == ["0", "999", "1\u202f234\u202f567"]
    assert [month("2026-03"), month("2025-08")] == ["mars 2026", "août 2025"]
    assert short_month("2025-09") == "sept."
    for wrong in ("2026-13", "2026-00", "mars", "26-03"):
        with pytest.raises(ValueError):  # noqa: PT011  Python's own words do
            month(wrong)
