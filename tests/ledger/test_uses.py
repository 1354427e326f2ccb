"""Which uses are claimed for a device, and which are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.uses import RULES, SLOW_PROCESSORS, uses
from ledger.values import DeviceKind, Facts, Use

OFFICE, PROCEDURES, LEARNING = Use.OFFICE, Use.PROCEDURES, Use.LEARNING


@pytest.mark.parametrize(
    ("kind", "memory_mb", "expected"),
    [
        (DeviceKind.LAPTOP, 2048, set()),
        (DeviceKind.LAPTOP, 4096, {PROCEDURES}),
        (DeviceKind.LAPTOP, 8192, {PROCEDURES, OFFICE, LEARNING}),
        (DeviceKind.ALL_IN_ONE, 8192, {PROCEDURES, OFFICE, LEARNING}),
        (DeviceKind.DESKTOP, 8192, {PROCEDURES, OFFICE}),
        (DeviceKind.MINI_PC, 16384, {PROCEDURES, OFFICE}),
        (DeviceKind.TABLET, 1024, set()),
        (DeviceKind.TABLET, 2048, {PROCEDURES}),
        (DeviceKind.TABLET, 3072, {PROCEDURES, LEARNING}),
        (DeviceKind.SMARTPHONE, 4096, {PROCEDURES}),
        (DeviceKind.SCREEN, 8192, set()),
        (DeviceKind.PRINTER, 8192, set()),
    ],
)
def test_memory_and_kind_tell_the_uses(
    kind: DeviceKind, memory_mb: int, expected: set[Use]
) -> None:
    assert uses(kind, Facts(memory_mb=memory_mb)) == expected


@pytest.mark.parametrize("kind", DeviceKind)
def test_without_a_known_memory_nothing_is_claimed(kind: DeviceKind) -> None:
    assert uses(kind, Facts(processor="Intel Core i7-8650U", screen_inches=15.6)) == frozenset()


@pytest.mark.parametrize(("memory_mb", "office"), [(7800, True), (7373, True), (7372, False)])
def test_what_graphics_take_of_the_memory_is_allowed_for(memory_mb: int, *, office: bool) -> None:
    assert (OFFICE in uses(DeviceKind.LAPTOP, Facts(memory_mb=memory_mb))) is office


@pytest.mark.parametrize(
    "processor",
    [
        "Intel Atom N455",
        "Intel Atom x5-Z8350",
        "Intel Celeron N2830",
        "Intel Celeron N4020",
        "Intel Celeron J1900",
        "Intel Celeron B800",
        "Intel Celeron 1007U",
        "Intel Pentium N3530",
        "Intel Pentium 4",
        "Pentium Dual-Core E5",
        "Intel Core 2 Duo P8400",
        "Core2Duo E8400",
        "AMD E1-6010",
        "AMD E2-7110",
        "AMD E-350",
        "AMD C-60",
        "AMD A4-9120",
        "AMD Turion 64 X2",
    ],
)
def test_a_processor_known_to_be_slow_gives_procedures_only(processor: str) -> None:
    facts = Facts(memory_mb=8192, processor=processor)
    assert uses(DeviceKind.LAPTOP, facts) == {PROCEDURES}


@pytest.mark.parametrize(
    "processor",
    [
        "Intel Core i3-2350M",
        "Intel Core i5-6300U",
        "Intel Core i7 L 620",
        "Intel Core i7-12700K",
        "Intel Core m3-7Y30",
        "Intel Xeon E5-2640 v2",
        "Intel Xeon E3-1220",
        "Intel Celeron J4125",
        "Intel Pentium Silver N5000",
        "Intel Pentium Gold G5400",
        "AMD Ryzen 5 5500U",
        "AMD A10-9600P",
        "AMD Athlon II X4 600e",
        "AMD Phenom II X6 1055T",
        "AMD FX-6300",
        "Apple M1",
    ],
)
def test_other_processors_are_not_called_slow(processor: str) -> None:
    assert not SLOW_PROCESSORS.search(processor)


def test_a_screen_one_cannot_read_a_page_on_is_for_procedures() -> None:
    small = Facts(memory_mb=8192, screen_inches=10.1)
    assert uses(DeviceKind.LAPTOP, small) == {PROCEDURES}
    assert uses(DeviceKind.TABLET, small) == {PROCEDURES, LEARNING}
    assert uses(DeviceKind.TABLET, Facts(memory_mb=8192, screen_inches=7)) == {PROCEDURES}


@given(st.sampled_from(DeviceKind), st.integers(1, 4_194_304), st.integers(0, 65_536))
def test_more_memory_never_takes_a_use_away(kind: DeviceKind, memory_mb: int, more: int) -> None:
    enough = min(memory_mb + more, 4_194_304)
    assert uses(kind, Facts(memory_mb=memory_mb)) <= uses(kind, Facts(memory_mb=enough))


def test_every_use_has_a_rule_and_every_rule_a_kind() -> None:
    assert {rule.use for rule in RULES} == set(Use)
    assert all(rule.kinds and rule.memory_mb for rule in RULES)
