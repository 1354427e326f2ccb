"""A batch of blank stickers of the demonstration: printed at Gap, sent to Laragne, partly bound."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from random import Random

from api.demo.life import Happening
from api.demo.places import GAP, LARAGNE, ORGANISATIONS, Place, named
from ledger.batch import BatchPrinted, BatchSent, BatchVoided, VoidReason
from ledger.codes import ALPHABET, RANDOM_CHARACTERS, check_character
from ledger.device import StickerBound
from ledger.values import OrganisationId

BOUND, LOST, LEFT = 12, 2, 28
"""Two sheets of stickers: what became of them."""


def batch_for_laragne(happenings: Iterable[Happening]) -> Iterator[Happening]:
    """The last stickers that were bound at Laragne came from one batch, with what is left of it."""
    bound = sorted(
        (moment, event.code)
        for moment, place, _, event in happenings
        if place == LARAGNE.id and isinstance(event, StickerBound)
    )[-BOUND:]
    chance = Random(1883)
    lost, left = ([_code(chance) for _ in range(count)] for count in (LOST, LEFT))
    batch = named("stickers for Laragne")
    printed = bound[0][0] - timedelta(days=6)
    sent, voided = printed + timedelta(days=2), bound[0][0] + timedelta(minutes=20)
    codes = tuple(sorted([*(code for _, code in bound), *lost, *left]))
    yield (
        printed,
        GAP.id,
        batch,
        BatchPrinted(
            happened_at=printed,
            place=GAP.id,
            organisation=_organisation(GAP),
            paper="L7160",
            codes=codes,
        ),
    )
    yield (
        sent,
        GAP.id,
        batch,
        BatchSent(happened_at=sent, place=LARAGNE.id, organisation=_organisation(LARAGNE)),
    )
    yield (
        voided,
        LARAGNE.id,
        batch,
        BatchVoided(happened_at=voided, codes=tuple(lost), reason=VoidReason.SPOILED),
    )


def _organisation(place: Place) -> OrganisationId:
    return next(each.id for each in ORGANISATIONS if each.name == place.organisation)


def _code(chance: Random) -> str:
    body = "".join(chance.choice(ALPHABET) for _ in range(RANDOM_CHARACTERS))
    return body + check_character(body)
