"""What the forms of an order ask, and the command that the answers make."""

from collections.abc import Callable
from typing import TypeVar
from uuid import UUID

from starlette.datastructures import FormData

from api import ordering
from api.forms import Unreadable, read
from api.ordering import Act, HandOver, Payment, Shares, Way
from api.pages.lot_door import texts_of
from api.pages.orders.door import Sight
from api.pages.orders.possible import Step, ways
from ledger.codes import SlipCode
from ledger.order import (
    CancelReason,
    NoTrainingReason,
    Payer,
    Shortage,
)
from ledger.values import (
    Cents,
    DeviceId,
    Means,
    Moment,
    OrganisationId,
    PlaceId,
    Value,
    WorkshopId,
)
from ledger.workshop import Theme
from projections import agenda

V = TypeVar("V", bound=Value)

LATER = "later"
BAD_SLIP = "Ce code n’est pas celui d’un ticket : vérifiez les six caractères."
OTHER_SLIP = "Ce ticket est celui d’une autre commande : cherchez-la par son code."


class NoAnswers(Value):
    """A step that asks nothing."""


class HandingOver(Value):
    slip: SlipCode | None = None
    lost: bool = False
    training: str | None = None
    no_training: NoTrainingReason | None = None
    training_at: Moment | None = None
    means: str | None = None
    theme: Theme | None = None
    workshop: WorkshopId | None = None


class Sharing(Value):
    person_cents: Cents
    third_party: OrganisationId | None = None
    third_party_cents: Cents = 0
    fund_cents: Cents = 0


class Paying(Value):
    payer: Payer
    paid_cents: Cents
    means: Means


class Unpaying(Value):
    payment: int


class Cancelling(Value):
    reason: CancelReason


class Defective(Value):
    device: DeviceId
    way: Way = Way.STAYS


class GivingUp(Value):
    shortage: Shortage


class Serving(Value):
    place: PlaceId


ASKS: dict[Step, type[Value]] = {
    Step.PREPARE: NoAnswers,
    Step.SEND: NoAnswers,
    Step.ARRIVE: NoAnswers,
    Step.HAND_OVER: HandingOver,
    Step.PAYMENT: Paying,
    Step.UNPAY: Unpaying,
    Step.SHARES: Sharing,
    Step.REROUTE: Serving,
    Step.DEFECT: Defective,
    Step.GIVE_UP: GivingUp,
    Step.CANCEL: Cancelling,
}


def texts(form: FormData, step: Step) -> dict[str, list[str]]:
    """What was typed, by the fields that this step has."""
    return texts_of(form, *ASKS[step].model_fields)


def take(act: Act, sight: Sight, step: Step, form: FormData) -> None:
    """Record the step. Raises ``Unreadable``, ``NothingSuits``, ``NoFund`` or ``LedgerError``."""
    TAKES[step](act, sight, form)


def _read(model: type[V], form: FormData, sight: Sight, act: Act) -> V:
    del sight
    return read(model, texts_of(form, *model.model_fields), zone=act.house.settings.timezone)


def _hand_over(act: Act, sight: Sight, form: FormData) -> None:
    errors: dict[str, str] = {}
    try:
        said = _read(HandingOver, form, sight, act)
    except Unreadable as unreadable:
        errors = dict(unreadable.errors)
        if "slip" in errors:
            errors["slip"] = BAD_SLIP
        raise Unreadable(errors) from unreadable
    if said.slip is None and not said.lost:
        errors["slip"] = "Tapez le code du ticket, ou cochez « Le ticket est perdu »."
    elif said.slip not in {None, sight.order.slip}:
        errors["slip"] = OTHER_SLIP
    booked = said.training == "booked"
    if said.training not in {"done", "booked"}:
        errors["training"] = "Dites si la première formation est faite."
    if booked and said.no_training is None:
        errors["no_training"] = "Dites pourquoi elle n’est pas faite maintenant."
    if booked and said.training_at is None:
        errors["training_at"] = "Dites pour quand elle est prévue."
    elif booked and said.training_at and said.training_at <= act.house.now():
        errors["training_at"] = "Choisissez une date à venir."
    means, till = _means(said, sight, errors)
    theme = _theme(act, said, errors)
    if errors:
        raise Unreadable(errors)
    handing = HandOver(
        slip_checked=said.slip is not None,
        no_training=said.no_training if booked else None,
        training_at=said.training_at if booked else None,
        paid=means,
        organisation=till,
        theme=theme,
        workshop=said.workshop,
    )
    ordering.hand_over(act, sight.order, handing)


def _means(
    said: HandingOver, sight: Sight, errors: dict[str, str]
) -> tuple[Means | None, OrganisationId | None]:
    """How the person pays, where this place may take money and something is due."""
    if not sight.place.takes_money or sight.due_cents(Payer.PERSON) <= 0 or said.means == LATER:
        return None, None
    if said.means is None or said.means not in {*Means}:
        errors["means"] = "Dites comment la personne paie."
        return None, None
    return Means(said.means), OrganisationId(sight.place.organisation)


def _theme(act: Act, said: HandingOver, errors: dict[str, str]) -> Theme | None:
    """A workshop has its own theme."""
    if said.workshop is None:
        return said.theme
    with act.house.pool.connection() as connection:
        coming = agenda.read_next(connection, act.house.now())
    found = {row.subject: row.theme for row in coming}.get(said.workshop)
    if found is None:
        errors["workshop"] = "Cet atelier n’est plus à venir : choisissez-en un autre."
        return None
    return Theme(found)


def _pay(act: Act, sight: Sight, form: FormData) -> None:
    said = _read(Paying, form, sight, act)
    if sight.till is None or said.payer is Payer.FUND:
        raise Unreadable({"payer": "Choisissez qui paie."})
    if not said.paid_cents:
        raise Unreadable({"paid_cents": "Écrivez le montant reçu."})
    payment = Payment(
        said.payer, said.paid_cents, said.means, sight.till.place, sight.till.organisation
    )
    ordering.receive_payment(act, sight.order, payment)


def _unpay(act: Act, sight: Sight, form: FormData) -> None:
    version = _read(Unpaying, form, sight, act).payment
    if version not in sight.payments:
        raise Unreadable({"payment": "Choisissez le paiement qui est faux."})
    ordering.annul_payment(act, sight.order, version)


def _share(act: Act, sight: Sight, form: FormData) -> None:
    said = _read(Sharing, form, sight, act)
    third_party = said.third_party if said.third_party_cents else None
    shares = Shares(said.person_cents, third_party, said.third_party_cents, said.fund_cents)
    ordering.change_shares(act, sight.order, shares)


def _reroute(act: Act, sight: Sight, form: FormData) -> None:
    place: UUID = _read(Serving, form, sight, act).place
    if sight.order.held:
        ordering.reroute(act, sight.order, place)
    else:
        wish = ordering.wish_again(act.house, sight.order)
        ordering.reserve(act, sight.order, wish, only_at=place)


def _defect(act: Act, sight: Sight, form: FormData) -> None:
    said = _read(Defective, form, sight, act)
    if said.device not in sight.order.devices:
        raise Unreadable({"device": "Dites quel appareil a un défaut."})
    possible = ways(sight)
    if said.way not in possible and len(possible) > 1:
        raise Unreadable({"way": "Dites où est l’appareil."})
    way = said.way if said.way in possible else possible[0]
    ordering.found_defective(act, sight.order, said.device, way)


def _give_up(act: Act, sight: Sight, form: FormData) -> None:
    ordering.give_up(act, sight.order, _read(GivingUp, form, sight, act).shortage)


def _cancel(act: Act, sight: Sight, form: FormData) -> None:
    ordering.cancel(act, sight.order, _read(Cancelling, form, sight, act).reason)


TAKES: dict[Step, Callable[[Act, Sight, FormData], None]] = {
    Step.PREPARE: lambda act, sight, _: _done(ordering.prepare(act, sight.order)),
    Step.SEND: lambda act, sight, _: _done(ordering.send(act, sight.order)),
    Step.ARRIVE: lambda act, sight, _: _done(ordering.arrive(act, sight.order)),
    Step.HAND_OVER: _hand_over,
    Step.PAYMENT: _pay,
    Step.UNPAY: _unpay,
    Step.SHARES: _share,
    Step.REROUTE: _reroute,
    Step.DEFECT: _defect,
    Step.GIVE_UP: _give_up,
    Step.CANCEL: _cancel,
}


def _done(_: object) -> None:
    """A receipt that nobody reads."""
