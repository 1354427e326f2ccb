"""What a device has besides its use: evidence, and nothing that is not evidence."""

from typing import Any
from uuid import UUID

import pytest

from ledger.device.checklist import Function, Outcome
from ledger.device.state import Device
from ledger.features import RULES, features
from ledger.values import DeviceKind, Facts, Feature

K, F = DeviceKind, Feature


def device(kind: DeviceKind, *passed: Function, **facts: Any) -> Device:
    outcomes = dict.fromkeys(passed, Outcome.PASSED)
    return Device(UUID(int=1), kind=kind, inventory=Facts(**facts), outcomes=outcomes)


def test_every_feature_has_its_rule() -> None:
    assert set(RULES) == set(Feature)


@pytest.mark.parametrize("kind", [K.LAPTOP, K.DESKTOP, K.SCREEN, K.PRINTER])
def test_what_is_not_known_is_not_there(kind: DeviceKind) -> None:
    assert features(device(kind)) == frozenset()
    assert features(Device(UUID(int=1), kind=kind)) == frozenset()


@pytest.mark.parametrize(
    ("kind", "inches", "has"),
    [
        (K.LAPTOP, 14.0, {F.LIGHT}),
        (K.LAPTOP, 14.1, set()),
        (K.LAPTOP, 15.5, set()),
        (K.LAPTOP, 15.6, {F.FULL_KEYBOARD}),
        (K.LAPTOP, 16.9, {F.FULL_KEYBOARD}),
        (K.LAPTOP, 17.0, {F.FULL_KEYBOARD, F.LARGE_SCREEN}),
        (K.ALL_IN_ONE, 16.9, set()),
        (K.ALL_IN_ONE, 17.0, {F.LARGE_SCREEN}),
        (K.SCREEN, 21.9, set()),
        (K.SCREEN, 22.0, {F.LARGE_SCREEN}),
        (K.DESKTOP, 24.0, set()),
    ],
)
def test_size_decides_what_is_light_large_or_has_a_full_keyboard(
    kind: DeviceKind, inches: float, has: set[Feature]
) -> None:
    assert features(device(kind, screen_inches=inches)) == has


def test_some_kinds_have_a_feature_whatever_their_size() -> None:
    assert features(device(K.TABLET)) == {F.LIGHT, F.TOUCHSCREEN}
    assert features(device(K.SMARTPHONE)) == {F.TOUCHSCREEN}
    assert features(device(K.KEYBOARD)) == {F.FULL_KEYBOARD}


@pytest.mark.parametrize(
    ("function", "feature"),
    [(Function.CAMERA, F.CAMERA), (Function.TOUCHSCREEN, F.TOUCHSCREEN)],
)
def test_a_function_counts_once_its_test_has_passed(function: Function, feature: Feature) -> None:
    assert feature in features(device(K.LAPTOP, function))
    for outcome in set(Outcome) - {Outcome.PASSED}:
        failed = device(K.LAPTOP)
        failed.outcomes = {function: outcome}
        assert feature not in features(failed)


STRONG = {"memory_mb": 8192, "processor": "Intel Core i5-6300U", "year_of_make": 2016}


def test_a_screen_reader_wants_memory_a_processor_and_a_tested_sound() -> None:
    assert F.SCREEN_READER in features(device(K.LAPTOP, Function.SOUND, **STRONG))
    assert F.SCREEN_READER not in features(device(K.LAPTOP, **STRONG))
    weak = STRONG | {"memory_mb": 4096}
    assert F.SCREEN_READER not in features(device(K.LAPTOP, Function.SOUND, **weak))
    unknown = {"memory_mb": 8192}
    assert F.SCREEN_READER not in features(device(K.SCREEN, Function.SOUND, **unknown))
