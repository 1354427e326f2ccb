"""Law 1: no text that a person types into the ledger can name a person."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, get_args, get_origin

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lives import at
from pydantic import BaseModel, TypeAdapter, ValidationError
from random_values import hints

from ledger import EVENTS
from ledger.batch import PaperName
from ledger.codes import CertificateCode, SlipCode, StickerCode
from ledger.correction import Correction, Replacement
from ledger.statistics.closing import CellName, CodeVersion
from ledger.statistics.state import TableName
from ledger.statistics.totals import FactorVersion, PartName
from ledger.values import (
    PERSONAL,
    InseeCode,
    MachineText,
    Sealed,
    Sha256,
    ShortText,
    Siret,
    refuse_personal_data,
)

GOLDEN = Path(__file__).parent.parent / "golden"

NAMING_SOMEBODY = (
    "06 12 34 56 78", "0612345678", "06.12.34.56.78", "06-12-34-56-78", "06/12/34/56/78",
    "06\u00a012\u202f34 56 78", "tél. 0492525354.", "+33 6 12 34 56 78", "+33 (0)6 12 34 56 78",
    "0033612345678", "+41 79 123 45 67", "+393201234567",
    "camille@example.org", "écrire à Camille.Dupont@mairie-gap.fr", "c@b.museum",
    "1 84 05 05 061 123 45", "184050506112345", "2840505061123", "2 84 05 2A 061 123",
    "2 84 05 2b 061 123 45", "1.84.05.05.061.123.45", "7 84 05 99 061 123",
)  # fmt: skip
NAMING_NOBODY = (
    "Atelier de Gap", "05000 Gap", "12 rue du 8 mai 1945", "Lot n° 2026-0312", "Linux Mint 22.1",
    "Windows 11 24H2 (26100.2314)", "40 postes, 2025-2026", "RN 94, km 102,5", "À 3 @ 5 €",
    "Debian 12.11 (6.1.0-37-amd64)", "de 8 h à 18 h 30", "BSD 2026 00417", "SIRET 12345678901234",
)  # fmt: skip

TEXTS: dict[str, Any] = {
    "ShortText": ShortText,
    "MachineText": MachineText,
    "Sha256": Sha256,
    "InseeCode": InseeCode,
    "Siret": Siret,
    "StickerCode": StickerCode,
    "CertificateCode": CertificateCode,
    "PaperName": PaperName,
    "TableName": TableName,
    "CellName": CellName,
    "CodeVersion": CodeVersion,
    "FactorVersion": FactorVersion,
    "PartName": PartName,
    "SlipCode": SlipCode,
    "Sealed": Sealed,
}
TYPED_BY_A_PERSON = {
    ("place.opened.v1", "name"),
    ("place.opened.v1", "address"),
    ("place.changed.v1", "name"),
    ("place.changed.v1", "address"),
    ("organisation.joined.v1", "name"),
    ("device.reconditioned.v1", "operating_system"),
    ("device.erasure_certified.v1", "certificate"),
    ("lot.erasure_certified.v1", "certificate"),
    ("tariff.published.v1", "bands"),
    ("fund.credited.v1", "convention"),
    ("round.planned.v1", "name"),
    ("round.changed.v1", "name"),
    ("meeting.action_decided.v1", "what"),
}
"""Every free text of the ledger. A new one needs a reason, and stands here for all to see."""


def texts(hint: Any) -> Iterator[str]:
    """The kinds of text inside a type; ``str`` for one that nothing limits."""
    for name, known in TEXTS.items():
        if hint == known:
            yield name
            return
    if get_origin(hint) is Annotated:
        yield from texts(get_args(hint)[0])
    elif get_args(hint):
        for argument in get_args(hint):
            yield from texts(argument)
    elif hint is Replacement:
        return  # checked below: it is read as the event it replaces
    elif isinstance(hint, type) and issubclass(hint, BaseModel):
        for inner in hints(hint).values():
            yield from texts(inner)
    elif hint in {str, Any, bytes, object}:
        yield str(hint)


FIELDS = [
    (event, name, kind)
    for event in EVENTS.values()
    for name, hint in hints(event).items()
    for kind in set(texts(hint))
]


def test_every_text_is_a_code_what_a_machine_says_or_checked() -> None:
    assert {kind for _, _, kind in FIELDS} == set(TEXTS)
    short = {(event.TOPIC, name) for event, name, kind in FIELDS if kind == "ShortText"}
    assert short == TYPED_BY_A_PERSON


def test_what_a_machine_says_is_said_by_machines() -> None:
    said = {(event.TOPIC, name) for event, name, kind in FIELDS if kind == "MachineText"}
    assert said == {
        ("device.inventoried.v1", "facts"),
        ("device.inventoried.v1", "hardware"),
        ("device.storage_erased.v1", "storage"),
        ("device.storage_erased.v1", "erasure"),
        ("device.erasure_decided.v1", "storage"),
        ("device.part_replaced.v1", "removed_storage"),
        ("device.part_replaced.v1", "fitted_storage"),
        ("device.labelled.v1", "criteria"),
        ("device.retired.v1", "waste_slip"),
    }


def golden(topic: str) -> dict[str, Any]:
    state: dict[str, Any] = json.loads((GOLDEN / f"{topic}.json").read_text())["state"]
    return state


def typed(topic: str, name: str, text: str) -> dict[str, Any]:
    """The golden example, with that text where a person types one."""
    state = golden(topic)
    told = state[name]
    if isinstance(told, list):
        return state | {name: [told[0] | {"title": text}, *told[1:]]}
    if isinstance(told, dict):
        return state | {name: told | {"issued_for": text}}
    return state | {name: text}


@pytest.mark.parametrize("text", NAMING_SOMEBODY)
@pytest.mark.parametrize(("topic", "name"), sorted(TYPED_BY_A_PERSON))
def test_what_names_somebody_is_refused_in_every_text(topic: str, name: str, text: str) -> None:
    for written in (text, f"Chez Camille ({text}), 2e étage"):
        with pytest.raises(ValidationError, match=PERSONAL):
            EVENTS[topic].model_validate(typed(topic, name, written))


@pytest.mark.parametrize(("topic", "name"), sorted(TYPED_BY_A_PERSON))
def test_a_correction_brings_in_nobody_either(topic: str, name: str) -> None:
    event = EVENTS[topic]
    [correction] = [
        each for each in EVENTS.values() if each.OF is event.OF and issubclass(each, Correction)
    ]
    state = typed(topic, name, "06 12 34 56 78")
    with pytest.raises(ValidationError, match=PERSONAL):
        correction(
            **at(version=1, reason="wrong_value", replacement={"topic": topic, "state": state})
        )


@pytest.mark.parametrize("text", NAMING_NOBODY)
def test_what_names_nobody_is_welcome(text: str) -> None:
    assert refuse_personal_data(text) == text


@pytest.mark.parametrize("kind", [ShortText, MachineText])
@pytest.mark.parametrize("text", ["", "   ", "a\x00b", "a\nb", "\x7f", "a" * 121])
def test_a_text_is_one_line_of_at_most_120_signs(kind: Any, text: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(kind).validate_python(text)


@given(
    st.from_regex(r"0[1-9]([ .-]?[0-9]{2}){4}", fullmatch=True), st.sampled_from(("", "x ", "("))
)
@settings(max_examples=200)
def test_no_french_telephone_number_gets_through(number: str, before: str) -> None:
    with pytest.raises(ValueError, match=PERSONAL):
        refuse_personal_data(before + number)


def test_no_event_has_a_field_for_somebody() -> None:
    suspicious = {"name", "person", "beneficiary", "phone", "email", "birth", "address", "comment"}
    fields = {
        (event.TOPIC, name)
        for event in EVENTS.values()
        for name in event.model_fields
        if suspicious & set(name.split("_"))
    }
    assert fields - TYPED_BY_A_PERSON == {
        ("device.handed_over.v1", "person_cents"),
        ("order.submitted.v1", "person_cents"),
        ("order.shares_changed.v1", "person_cents"),
    }


def test_nothing_about_an_order_is_written_freely() -> None:
    about_an_order = {
        (event.TOPIC, name, kind) for event, name, kind in FIELDS if event.OF.KIND == "order"
    }
    assert about_an_order == {
        ("order.submitted.v1", "slip", "SlipCode"),
        ("order.submitted.v1", "declared", "Sealed"),
    }


def test_what_is_sealed_has_room_for_no_sentence() -> None:
    for text in ("Camille Dupont, 06 12 34 56 78", "0612345678", "camille@example.org" * 3):
        with pytest.raises(ValidationError):
            TypeAdapter(Sealed).validate_python(text)


BY_HAND = ("06 12 34 56 78", "Chez 06.12.34.56.78", "+33 6 12 34 56 78", "c@b.museum",
           "2 84 05 2A 061 123", "1 84 05 05 061 123 45")  # fmt: skip
BY_MACHINES = ("0612345678", "356938035643809", "Intel Core i5-6300U @ 2.40GHz",
               "WD-06-12-34-56-78", "BIOS 04.23.19.11.02.7", "BSD 2026 00417")  # fmt: skip


def test_what_only_a_person_writes_so_is_no_word_of_a_machine() -> None:
    machine = TypeAdapter(MachineText)
    for text in BY_HAND:
        with pytest.raises(ValidationError, match=PERSONAL):
            machine.validate_python(text)
    assert [machine.validate_python(text) for text in BY_MACHINES] == [*BY_MACHINES]
