"""Which steps an order may take next, for whom, and why others are not possible."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from api.ordering import Way
from api.pages.orders.door import Sight
from api.refusals import sentence
from ledger import Event
from ledger import order as o
from ledger.errors import NotAllowed
from ledger.event import why_not
from ledger.order import LEFT, OrderStage, Payer

S = OrderStage


class Step(StrEnum):
    """What somebody may do with an order, as its address says it."""

    PREPARE = "preparer"
    SEND = "envoyer"
    ARRIVE = "arrivee"
    HAND_OVER = "remettre"
    PAYMENT = "paiement"
    UNPAY = "paiement-faux"
    SHARES = "parts"
    REROUTE = "autre-lieu"
    DEFECT = "defaut"
    GIVE_UP = "sans-solution"
    CANCEL = "annuler"


EVENT: dict[Step, type[Event]] = {
    Step.PREPARE: o.Prepared,
    Step.SEND: o.Sent,
    Step.ARRIVE: o.Arrived,
    Step.HAND_OVER: o.OrderHandedOver,
    Step.PAYMENT: o.PaymentReceived,
    Step.UNPAY: o.OrderCorrected,
    Step.SHARES: o.SharesChanged,
    Step.REROUTE: o.Released,
    Step.DEFECT: o.Released,
    Step.GIVE_UP: o.Unmet,
    Step.CANCEL: o.Cancelled,
}

NAME = {
    Step.PREPARE: "Préparer la commande",
    Step.SEND: "Envoyer la commande",
    Step.ARRIVE: "Confirmer l’arrivée",
    Step.HAND_OVER: "Remettre l’appareil",
    Step.PAYMENT: "Enregistrer un paiement",
    Step.UNPAY: "Annuler un paiement mal noté",
    Step.SHARES: "Changer qui paie quoi",
    Step.REROUTE: "Faire servir par un autre lieu",
    Step.DEFECT: "Signaler un défaut",
    Step.GIVE_UP: "Clore sans solution",
    Step.CANCEL: "Annuler la commande",
}


def _holds(sight: Sight) -> bool:
    """Whether the device is in their hands, or comes to them."""
    return (sight.serves and sight.order.stage != S.ARRIVED) or (
        sight.receives and sight.order.stage in LEFT
    )


MAY: dict[Step, Callable[[Sight], bool]] = {
    Step.PREPARE: lambda sight: sight.serves,
    Step.SEND: lambda sight: sight.serves,
    Step.ARRIVE: lambda sight: sight.receives,
    Step.HAND_OVER: lambda sight: sight.prescribes,
    Step.PAYMENT: lambda sight: sight.till is not None,
    Step.UNPAY: lambda sight: sight.till is not None,
    Step.SHARES: lambda sight: sight.prescribes,
    Step.REROUTE: lambda sight: sight.coordinates,
    Step.DEFECT: _holds,
    Step.GIVE_UP: lambda sight: sight.prescribes or sight.coordinates,
    Step.CANCEL: lambda sight: sight.prescribes,
}
"""Who takes a step, lawful or not. An administrator takes them all."""

NEXT: dict[str, tuple[Step, ...]] = {
    S.SUBMITTED: (Step.REROUTE,),
    S.WAITING: (Step.REROUTE,),
    S.RESERVED: (Step.PREPARE, Step.SEND, Step.ARRIVE),
    S.PREPARED: (Step.SEND, Step.ARRIVE),
    S.SHIPPED: (Step.ARRIVE,),
    S.ARRIVED: (Step.HAND_OVER,),
    S.HANDED_OVER: (Step.PAYMENT,),
}
"""What usually comes next."""


def ways(sight: Sight) -> tuple[Way, ...]:
    """What may become of a defective device that whoever reads this has in hands."""
    order = sight.order
    if order.stage not in LEFT or order.origin == order.place:
        return (Way.STAYS,)
    if order.stage == S.ARRIVED:
        return Way.SENT_BACK, Way.STAYS
    here = Way.SENT_BACK if sight.receives or sight.administers else None
    back = Way.BACK_ALREADY if sight.serves or sight.administers else None
    return tuple(way for way in (here, back) if way)


@dataclass(frozen=True)
class Steps:
    now: Step | None
    possible: tuple[Step, ...]
    """What is possible too."""
    impossible: Mapping[Step, str]
    """The others, and the French sentence that says why."""


def steps(sight: Sight) -> Steps:
    refused = {step: refusal(sight, step) or _whose(sight, step) for step in Step}
    possible = [step for step in Step if refused[step] is None]
    usual = NEXT.get(sight.order.stage, ())
    now = next((step for step in usual if step in possible), None)
    return Steps(
        now=now,
        possible=tuple(step for step in possible if step is not now),
        impossible={step: why for step, why in refused.items() if why is not None},
    )


def may(sight: Sight, step: Step) -> bool:
    return sight.administers or MAY[step](sight)


def refusal(sight: Sight, step: Step) -> str | None:
    """Why nobody can take this step now, in French; or None."""
    order = sight.order
    if step is Step.REROUTE and order.stage in {S.SUBMITTED, S.WAITING}:
        return None
    if why := why_not(EVENT[step], order):
        return sentence(why)
    if step is Step.REROUTE and order.stage in LEFT:
        return sentence(NotAllowed(order.id, o.Released.TOPIC, order.stage))
    here = order.origin == order.place
    if step is Step.SEND and here:
        return "L’appareil est déjà sur place : il n’y a rien à envoyer."
    if step is Step.ARRIVE and order.stage != S.SHIPPED and not here:
        return f"L’appareil n’est pas encore parti ({sight.row.origin_name})."
    return _about_payments(sight, step)


def _about_payments(sight: Sight, step: Step) -> str | None:
    if step is Step.PAYMENT and not any(map(sight.due_cents, (Payer.PERSON, Payer.THIRD_PARTY))):
        return "Tout est payé."
    if step is Step.UNPAY and not sight.payments:
        return "Aucun paiement n’est noté."
    return None


def _whose(sight: Sight, step: Step) -> str | None:
    """Whose step it is, when it is not theirs."""
    if may(sight, step):
        return None
    row = sight.row
    if step in {Step.PAYMENT, Step.UNPAY} and not sight.place.takes_money:
        return "Ce lieu n’encaisse pas : le paiement va au vendeur, qui l’enregistre."
    if step is Step.REROUTE:
        return "C’est à la coordination de le décider."
    if step in {Step.PREPARE, Step.SEND} or (step is Step.DEFECT and row.stage not in LEFT):
        return f"C’est à faire là où se trouve l’appareil : {row.origin_name}."
    return f"C’est à un prescripteur de ce lieu de le faire : {row.place_name}."
