"""A code within a sentence stays on one line, wherever a page writes it."""

from scans import CODE

from api.rendering import unbroken
from ledger.codes import written


def test_a_code_within_a_name_is_marked_and_the_rest_is_escaped() -> None:
    told = f"HP <b> & Cie ({written(CODE)}), {written(CODE)}"
    marked = f'<span class="code">{written(CODE)}</span>'
    assert unbroken(told) == f"HP &lt;b&gt; &amp; Cie ({marked}), {marked}"


def test_the_code_of_a_slip_is_marked_too() -> None:
    assert unbroken("Ticket 7KM-4QX") == 'Ticket <span class="code">7KM-4QX</span>'


def test_what_only_looks_like_a_code_is_left_as_it_is() -> None:
    for told in ("BSD-20261125-A1B2C3D4E", "Ideapad 100-15ISK", "avant-hier"):
        assert unbroken(told) == told
