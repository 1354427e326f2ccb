"""Forms become events, events become forms, and whatever is wrong is said in French."""

import re
from datetime import UTC, datetime
from typing import Any

import lives
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.forms import Filled, Unreadable, read, write
from api.units import measure, quantity, read_quantity
from ledger import Event
from ledger import device as d
from ledger.codes import new_code
from ledger.device import NoEvidence
from ledger.values import Facts, StorageKind

NOON = {"happened_at": ["2026-03-31T14:00"]}
STEPS: tuple[Event, ...] = (
    lives.collected(mass_g=1857),
    lives.received(),
    lives.shipped(),
    lives.inventoried(),
    lives.inventoried(facts=lives.facts(memory_mb=7800, storages=(lives.DISK, lives.SSD))),
    lives.erased(),
    lives.locks_checked(found=frozenset({d.Lock.BIOS, d.Lock.MDM}), ask=d.LockHolder.DONOR),
    lives.tested(failed=(d.Function.CAMERA,)),
    lives.part_replaced(part=d.Part.STORAGE, fitted_storage=lives.SSD, removed_storage="disk-1"),
    lives.reconditioned(),
    lives.label_revoked(),
    lives.reserved(),
    lives.handed_over(price_cents=30_50),
    lives.sold(),
    lives.invited(),
    lives.returned(),
    lives.retired(),
    lives.bound(new_code()),
)
ENGLISH = re.compile(r"\b(should|must|input|valid|value|string|field|the)\b", re.IGNORECASE)


def why(event: type[Event], **typed: str | list[str]) -> dict[str, str]:
    """What is wrong with these answers; ``__`` stands for a dot."""
    texts = {
        name.replace("__", "."): [text] if isinstance(text, str) else text
        for name, text in typed.items()
    }
    with pytest.raises(Unreadable) as refusal:
        read(event, NOON | texts)
    return refusal.value.errors


@pytest.mark.parametrize("event", STEPS, ids=lambda event: event.TOPIC)
def test_a_form_filled_with_an_event_makes_that_event_again(event: Event) -> None:
    assert read(type(event), write(event)) == event


def test_an_empty_answer_is_no_answer() -> None:
    texts = NOON | {"facts.maker": ["  "], "facts.storages.4.kind": [""], "source": ["manual"]}
    assert read(d.Inventoried, texts) == lives.inventoried(facts=Facts(), mass_g=None)


def test_the_rows_of_a_table_keep_their_order_whatever_their_numbers() -> None:
    texts = NOON | {
        "source": ["manual"],
        "facts.storages.11.id": ["b"],
        "facts.storages.2.id": ["a"],
        "facts.storages.2.kind": ["ssd"],
    }
    storages = read(d.Inventoried, texts).facts.storages or ()
    assert [(each.id, each.kind) for each in storages] == [
        ("a", StorageKind.SSD),
        ("b", StorageKind.UNKNOWN),
    ]


def test_an_error_names_the_row_of_the_form_it_stands_in() -> None:
    wrong = why(d.Inventoried, source="manual", facts__storages__3__capacity_gb="0")
    assert wrong == {
        "facts.storages.3.id": "À remplir.",
        "facts.storages.3.capacity_gb": "Il faut plus que 0\u00a0Go.",
    }


@pytest.mark.parametrize(
    ("name", "typed", "meant"),
    [
        ("price_cents", "30", 3000),
        ("price_cents", "30,5", 3050),
        ("price_cents", "1 234,56 €", 123456),
        ("facts.memory_mb", "8", 8192),
        ("facts.memory_mb", "7800 Mo", 7800),
        ("facts.memory_mb", "0.5 go", 512),
        ("mass_g", "1,9", 1900),
        ("mass_g", "250 g", 250),
        ("facts.storages.0.capacity_gb", "240 Go", 240),
        ("facts.year_of_make", "2016", 2016),
    ],
)
def test_quantities_are_typed_in_everyday_units(name: str, typed: str, meant: int) -> None:
    assert read_quantity(name, typed, whole=True) == meant


@pytest.mark.parametrize("typed", ["", "-3", "1.200,50", "30,505", "30 kg", "1e3", "9" * 30, "NaN"])
def test_an_amount_that_is_none_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match=r"\."):
        read_quantity("price_cents", typed, whole=True)


@given(
    st.sampled_from(["price_cents", "mass_g", "memory_mb", "capacity_gb", "year_of_make"]),
    st.integers(0, 10_000_000),
)
def test_a_quantity_shown_is_the_quantity_read_again(name: str, value: int) -> None:
    assert read_quantity(name, quantity(name, value), whole=True) == value


def test_a_measure_bears_its_unit() -> None:
    shown = [measure("memory_mb", 8192), measure("memory_mb", 7801), measure("price_cents", 3050)]
    assert shown == ["8\u00a0Go", "7801\u00a0Mo", "30,50\u00a0€"]
    assert measure("screen_inches", None) == ""


def test_a_date_is_that_of_the_wall_clock_of_the_house() -> None:
    texts = {"happened_at": ["2026-07-14T09:30"], "reservation": [str(lives.RESERVATION)]}
    moment = read(d.Reserved, texts).happened_at
    assert moment.astimezone(UTC) == datetime(2026, 7, 14, 7, 30, tzinfo=UTC)
    assert moment.utcoffset() is not None


@pytest.mark.parametrize(
    "typed", ["hier", "2026-02-30T10:00", "1926-01-01T10:00", "9999-12-31T23:59"]
)
def test_a_date_that_cannot_be_is_refused(typed: str) -> None:
    assert set(why(d.Reserved, happened_at=typed)) == {"happened_at", "reservation"}


@pytest.mark.parametrize(
    "name",
    ["foo", "facts", "facts.foo", "facts.storages.x.id", "facts.storages.99.id", "TOPIC",
     "facts.storages.0", "facts.maker.x", "__class__", ""],
)  # fmt: skip
def test_a_field_that_the_event_lacks_is_refused(name: str) -> None:
    assert why(d.Inventoried, **{name: "1", "source": "manual"}) == {
        "": "Ce formulaire porte un champ inconnu\u00a0: rechargez la page."
    }


def test_what_is_given_cannot_be_typed() -> None:
    with pytest.raises(Unreadable):
        read(d.Labelled, NOON | {"criteria": ["mine"]}, {"criteria": "hautes-alpes-1"})


def test_one_question_takes_one_answer() -> None:
    wrong = why(d.Retired, destination=["lost", "stolen"])
    assert wrong["destination"] == "Une seule réponse est possible."


@pytest.mark.parametrize(
    ("event", "typed", "field", "said"),
    [
        (d.Sold, {}, "price_cents", "À remplir."),
        (d.Retired, {"destination": "moon"}, "destination", "Choisissez une réponse de la liste."),
        (d.Retired, {"mass_g": "500"}, "mass_g", "Il faut au plus 200\u00a0kg."),
        (d.LocksChecked, {"found": "bios"}, "ask", "dites à qui demander"),
        (d.LocksChecked, {"found": ["bios", "x"]}, "found", "Choisissez une réponse de la liste."),
        (d.StickerBound, {"code": "ABC-DEF-GHX"}, "code", "Ce code n’existe pas."),
        (d.PartReplaced, {"part": "storage", "condition": "new"}, "part", "lequel est ôté ou posé"),
        (d.Tested, {"outcomes.power": "perhaps"}, "outcomes.power", "Choisissez une réponse"),
        (d.Collected, {"donor": "person", "free_public_gift": "1", "kind": "mouse",
                       "place": str(lives.SHOP)}, "free_public_gift", "Seul un organisme public"),
        (d.OriginQualified, {"donor": "unknown"}, "donor", "Dites qui a donné cet appareil."),
        (d.Received, {"place": "here"}, "place", "Choisissez une réponse de la liste."),
        (d.Reconditioned, {"grade": "A", "operating_system": "appelez le 06 12 34 56 78"},
         "operating_system", "numéro de téléphone"),
        (d.Reconditioned, {"grade": "A", "operating_system": "x" * 121}, "operating_system",
         "120 signes au plus"),
        (d.Reconditioned, {"grade": "A", "operating_system": "a\x00b"}, "operating_system",
         "signe invisible"),
        (d.Retired, {"destination": "lost", "waste_slip": "a\x00b"}, "waste_slip",
         "n’est pas permis"),
    ],
)  # fmt: skip
def test_each_mistake_has_its_french_sentence(
    event: type[Event], typed: dict[str, Any], field: str, said: str
) -> None:
    assert said in why(event, **typed)[field]


def test_rules_between_fields_are_said_where_they_are_mended() -> None:
    shares = {"price_cents": "30", "person_cents": "30", "training": "booked"}
    ids = {"place": str(lives.SHOP), "seller": str(lives.ASSOCIATION)}
    promised = {"reservation": str(lives.RESERVATION)}
    assert list(why(d.HandedOver, **shares, **ids, **promised)) == ["training_at"]
    erased = {"storage": "a", "verdict": "erased", "erasure.method": "overwrite"}
    assert list(why(d.StorageErased, **erased, **{"erasure.level": "clear"})) == ["evidence"]
    both = {"erasure.no_evidence": NoEvidence.LOG_LOST, "erasure.evidence_sha256": "0" * 64}
    assert "evidence" in why(d.StorageErased, **erased, **{"erasure.level": "clear"}, **both)


NAMES = ["kind", "place", "facts.maker", "facts.memory_mb", "facts.storages.0.id", "found", "ask",
         "facts.storages.0.capacity_gb", "facts.year_of_make", "facts.screen_inches", "source",
         "outcomes.power", "erasure.method", "price_cents", "code", "grade", "works", "donor",
         "free_public_gift", "happened_at", "training_at", "reason", "members"]  # fmt: skip


@settings(max_examples=300)
@given(
    st.sampled_from([type(event) for event in STEPS]),
    st.dictionaries(st.sampled_from(NAMES) | st.text(max_size=12), st.lists(st.text(max_size=40))),
)
def test_whatever_is_typed_makes_an_event_or_french_sentences(
    event: type[Event], texts: dict[str, list[str]]
) -> None:
    try:
        made = read(event, texts)
    except Unreadable as unreadable:
        said = unreadable.errors.values()
    else:
        assert isinstance(made, event)
        return
    assert said
    assert [each for each in said if ENGLISH.search(each) or not each.endswith(".")] == []


def test_a_form_shown_again_keeps_texts_ticks_and_rows() -> None:
    filled = Filled({"works": ["cleaned"], "s.2.id": ["a"], "s.0.kind": ["x"]}, {"works": "Non."})
    assert (filled.text("works"), filled.has("works", "cleaned"), filled.error("works")) == (
        "cleaned",
        True,
        "Non.",
    )
    assert (filled.text("grade"), filled.has("works", "updated"), filled.rows("s")) == (
        "",
        False,
        [0, 2],
    )
