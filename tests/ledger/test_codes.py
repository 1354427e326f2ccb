"""The code of a sticker: nine characters, of which a misread one is always caught."""

from itertools import product

import pytest
from code_vectors import VECTORS
from hypothesis import given
from hypothesis import strategies as st

from ledger.codes import (
    ALPHABET,
    READ_AS,
    check_character,
    new_code,
    read_code,
    written,
)
from ledger.errors import BadCode

CODES = st.text(ALPHABET, min_size=8, max_size=8).map(lambda body: body + check_character(body))


def test_the_alphabet_is_crockfords() -> None:
    assert len(ALPHABET) == len(set(ALPHABET)) == 32
    assert set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") - set(ALPHABET) == set("ILOU")


@pytest.mark.parametrize(("body", "check"), VECTORS.items())
def test_the_check_character_of_printed_codes_never_changes(body: str, check: str) -> None:
    assert check_character(body) == check
    assert read_code(body + check) == body + check


def misread(code: str) -> list[str]:
    """Every way to get one character of it wrong, or two neighbours in each other's place."""
    wrong = [
        code[:place] + sign + code[place + 1 :]
        for place, sign in product(range(len(code)), ALPHABET)
        if sign != code[place]
    ]
    swapped = [
        code[:place] + code[place + 1] + code[place] + code[place + 2 :]
        for place in range(len(code) - 1)
        if code[place] != code[place + 1]
    ]
    return wrong + swapped


def test_every_single_misreading_and_every_swap_of_neighbours_is_caught() -> None:
    code = "RSTVWXYZ" + VECTORS["RSTVWXYZ"]
    wrong = misread(code)
    assert len(wrong) == 9 * 31 + 8
    for text in wrong:
        with pytest.raises(BadCode):
            read_code(text)


@given(CODES)
def test_and_of_any_other_code(code: str) -> None:
    assert read_code(code) == code
    for text in misread(code):
        with pytest.raises(BadCode):
            read_code(text)


@given(CODES, st.randoms(use_true_random=False))
def test_a_code_reads_however_it_is_typed(code: str, chance: object) -> None:
    misreadings = {"1": "1ILil", "0": "0Oo", "V": "VUvu"}
    typed = "".join(
        chance.choice(misreadings.get(sign, sign + sign.lower()))  # type: ignore[attr-defined]
        for sign in code
    )
    assert read_code(typed) == code
    assert read_code(f" {written(typed)} ") == code
    assert read_code(f"{typed[:2]} {typed[2:]}") == code


def test_letters_left_out_are_read_as_what_they_look_like() -> None:
    assert {chr(letter): read for letter, read in READ_AS.items()} == {
        "I": "1", "L": "1", "O": "0", "U": "V",
    }  # fmt: skip


def test_a_code_is_written_in_threes() -> None:
    assert written("ABCDEFGHJ") == "ABC-DEF-GHJ"


@pytest.mark.parametrize("text", ["", "7K3", "7K3M9QXA", "7K3M9QXA99", "7K3M9QX/9", "é" * 9])
def test_what_cannot_be_a_code_is_refused(text: str) -> None:
    with pytest.raises(BadCode) as refusal:
        read_code(text)
    assert refusal.value.text == text


def test_new_codes_are_codes_and_all_different() -> None:
    codes = {new_code() for _ in range(2000)}
    assert len(codes) == 2000
    assert all(read_code(code) == code for code in codes)
    assert {sign for code in codes for sign in code} == set(ALPHABET)
