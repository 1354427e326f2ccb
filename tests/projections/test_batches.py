"""The register of blank stickers: what is bound, voided and left of each batch."""

from uuid import UUID

from given import Given
from lives import COUNTER, SHOP, batch_printed, batch_sent, batch_voided, bound, collected, replaced
from reader import Reader

from ledger.codes import new_code
from projections import batches


def test_a_batch_counts_what_is_bound_voided_and_left(given: Given, read: Reader) -> None:
    codes = [new_code() for _ in range(6)]
    batch = given(batch_printed(*codes), batch_voided(codes[0]), batch_sent()).subject
    device = given(collected(), bound(codes[4]), replaced(codes[1])).subject
    row = read(batches.read, batch)
    assert row
    assert (row.codes, row.bound, row.voided, row.left) == (codes, 2, 1, 3)
    assert (row.printed_in, row.place) == (SHOP, COUNTER)
    used = read(batches.read_used, row)
    assert used == {codes[0]: batch, codes[1]: device, codes[4]: device}
    asked = (codes[0], codes[1], codes[2], new_code())
    assert [read(batches.read_voided, code) for code in asked] == [True, False, False, None]


def test_the_register_shows_a_place_what_it_printed_and_what_it_holds(
    given: Given, read: Reader
) -> None:
    gone = given(batch_printed(new_code()), batch_sent()).subject
    kept = given(batch_printed(new_code())).subject

    def seen(*places: UUID) -> set[UUID]:
        rows = read(batches.read_recent, list(places))
        return {row.subject for row in rows} & {gone, kept}

    assert seen(SHOP) == {gone, kept}
    assert seen(COUNTER) == {gone}
    assert seen() == set()
    assert {gone, kept} <= {row.subject for row in read(batches.read_recent, None)}
