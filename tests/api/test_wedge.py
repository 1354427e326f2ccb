"""A scanner that types is understood whatever keyboard it believes in."""

import pytest
from camera import address_of
from wedges import typed_in_french, typed_with_locked_capitals

from api.pages.counter.basket_form import codes_in
from api.wedge import scanned, untangled
from ledger.codes import new_code, read_code, written


def test_a_scanner_reads_the_address_of_a_sticker() -> None:
    code = new_code()
    texts = [f"HTTPS://R05.FR/A/{code}", f" {written(code).lower()} ", f"http://r05.fr/A/{code}/"]
    assert [scanned(text).upper().replace("-", "") for text in texts] == [code] * 3


def test_keys_taken_for_french_ones_are_read_as_they_were_meant() -> None:
    assert typed_in_french("HTTPS://R05.FR/A/7K2QM9XDJ") == "HTTPSM!!Rà(:FR!Q!èKéA?çXDJ"
    for _ in range(200):
        code = new_code()
        for address in (address_of(code), address_of(code).lower(), f"{address_of(code)}/"):
            assert untangled(typed_in_french(address)) == address
            for typed in (typed_in_french(address), typed_with_locked_capitals(address)):
                assert read_code(scanned(typed)) == code, typed


@pytest.mark.parametrize("text", ["7km-4qx-2hz", "PF0X12AQ", "https://r05.fr/a/7km4qx2hz", "M, w?"])
def test_what_was_typed_as_it_was_meant_stays(text: str) -> None:
    assert untangled(text) == text


def test_several_scans_in_one_field_of_the_till_are_several_codes() -> None:
    codes = [new_code() for _ in range(20)]
    typed = " ".join(typed_in_french(address_of(code)) for code in codes)
    assert [read_code(each) for each in codes_in(typed)] == codes
