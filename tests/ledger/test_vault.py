"""What only serves statistics is sealed, and can be destroyed (law 8)."""

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from given import Given

from ledger.vault import KEY_BYTES, KeyDestroyed, SealBroken, Vault, master_key

BAND = b"tranche 2"


@pytest.fixture
def vault(given: Given) -> Vault:
    return Vault(given.pool, os.urandom(KEY_BYTES))


@pytest.fixture
def order() -> UUID:
    return uuid4()


def test_what_is_sealed_opens_for_its_subject_and_name(vault: Vault, order: UUID) -> None:
    sealed = vault.seal(order, "band", BAND)
    assert vault.open(order, "band", sealed) == BAND
    assert vault.open(order, "situation", vault.seal(order, "situation", b"")) == b""


def test_the_same_text_sealed_twice_looks_like_two_texts(vault: Vault, order: UUID) -> None:
    assert vault.seal(order, "band", BAND) != vault.seal(order, "band", BAND)


def test_a_seal_says_nothing_of_its_text(vault: Vault, order: UUID) -> None:
    sealed = vault.seal(order, "band", BAND)
    assert sealed.isascii()
    assert "tranche" not in sealed


def test_a_seal_does_not_open_under_another_name_or_for_another_subject(
    vault: Vault, order: UUID
) -> None:
    other = uuid4()
    vault.seal(other, "band", BAND)
    sealed = vault.seal(order, "band", BAND)
    with pytest.raises(SealBroken):
        vault.open(order, "situation", sealed)
    with pytest.raises(SealBroken):
        vault.open(other, "band", sealed)


@pytest.mark.parametrize("wrong", ["", "AAAA", "é", "not base 64!", "A" * 400])
def test_what_was_not_sealed_does_not_open(vault: Vault, order: UUID, wrong: str) -> None:
    vault.seal(order, "band", BAND)
    with pytest.raises(SealBroken):
        vault.open(order, "band", wrong)


def test_a_seal_changed_in_one_letter_does_not_open(vault: Vault, order: UUID) -> None:
    sealed = vault.seal(order, "band", BAND)
    changed = ("B" if sealed[20] == "A" else "A").join((sealed[:20], sealed[21:]))
    with pytest.raises(SealBroken):
        vault.open(order, "band", changed)


def test_a_destroyed_key_opens_and_seals_nothing_more(vault: Vault, order: UUID) -> None:
    other = uuid4()
    kept = vault.seal(other, "band", BAND)
    sealed = vault.seal(order, "band", BAND)
    vault.destroy(order)
    vault.destroy(order)
    with pytest.raises(KeyDestroyed):
        vault.open(order, "band", sealed)
    with pytest.raises(KeyDestroyed):
        vault.seal(order, "band", BAND)
    assert vault.open(other, "band", kept) == BAND


def test_a_key_that_never_was_is_destroyed_too(vault: Vault, order: UUID) -> None:
    with pytest.raises(KeyDestroyed):
        vault.open(order, "band", "AAAA")


def test_the_database_alone_opens_nothing(given: Given, vault: Vault, order: UUID) -> None:
    sealed = vault.seal(order, "band", BAND)
    with pytest.raises(SealBroken):
        Vault(given.pool, os.urandom(KEY_BYTES)).open(order, "band", sealed)


def test_a_wrapped_key_moved_to_another_subject_opens_nothing(
    given: Given, vault: Vault, order: UUID
) -> None:
    thief = uuid4()
    vault.seal(order, "band", BAND)
    with given.pool.connection() as connection:
        connection.execute(
            "INSERT INTO vault.key (subject, wrapped)"
            " SELECT %s, wrapped FROM vault.key WHERE subject = %s",
            [thief, order],
        )
    with pytest.raises(SealBroken):
        vault.seal(thief, "band", BAND)


def test_eight_who_seal_for_one_subject_at_once_share_its_key(vault: Vault, order: UUID) -> None:
    with ThreadPoolExecutor(8) as people:
        seals = list(people.map(lambda _: vault.seal(order, "band", BAND), range(8)))
    assert {vault.open(order, "band", sealed) for sealed in seals} == {BAND}


def test_the_master_key_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as processes:
        keys = set(processes.map(master_key, [tmp_path] * 8))
    assert len(keys) == 1
    assert keys == {master_key(tmp_path)}
    [file] = tmp_path.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert len(file.read_bytes()) == KEY_BYTES


def test_a_master_key_that_others_may_read_is_refused(tmp_path: Path) -> None:
    master_key(tmp_path)
    (tmp_path / "master.key").chmod(0o640)
    with pytest.raises(PermissionError, match="chmod 600"):
        master_key(tmp_path)


def test_a_master_key_cut_short_is_refused(tmp_path: Path) -> None:
    master_key(tmp_path)
    (tmp_path / "master.key").write_bytes(b"short")
    with pytest.raises(ValueError, match="5 bytes instead of 32"):
        master_key(tmp_path)
