"""A phone that several people use: who did a step stays, who sent it is kept beside."""

from collections.abc import Callable
from uuid import uuid4

import lives
from device_pasts import Make
from lives import COUNTER, POINT, SHOP
from page_forms import events
from people import Person, SignIn
from phones import Phone

from api.access import Grant, Role, change_grants, disable_account
from api.house import House
from ledger import device as d

BENCH = lives.ON_THE_BENCH
NO_LOCK = {"none_found": "1"}


def test_a_colleague_of_the_place_sends_what_was_left_on_the_phone(
    phone: Phone, house: House, make: Make, sign_in: SignIn, phone_of: Callable[[Person], Phone]
) -> None:
    device = make(*BENCH)
    left = phone.entry(d.LocksChecked, device, fields=NO_LOCK)
    phone.person.submit("/deconnexion")
    colleague = phone_of(sign_in(Role.OPERATOR, SHOP))
    assert colleague.send(left)[0]["outcome"] == "recorded"
    about = house.ledger.life(device)[-1].metadata
    assert (about.actor_id, about.sent_by) == (phone.person.account, colleague.person.account)
    assert colleague.send(left)[0]["outcome"] == "replayed"
    assert "un collègue (envoyé par vous)" in colleague.person.get(f"/appareils/{device}").text


def test_nobody_sends_in_the_name_of_somebody_else_without_their_phone(
    phone: Phone,
    house: House,
    make: Make,
    sign_in: SignIn,
    phone_of: Callable[[Person], Phone],
) -> None:
    device = make(*BENCH)
    colleague = phone_of(sign_in(Role.OPERATOR, SHOP))
    forged = phone.entry(d.LocksChecked, device, fields=NO_LOCK)
    issued, _, mark = phone.me["stamp"].partition(".")
    old = str(int(issued) - 61 * 24 * 3600)
    for stamp in ("", "x", "9999999999." + mark, f"{old}.{mark}", colleague.me["stamp"]):
        [told] = colleague.send(forged | {"stamp": stamp})
        assert told["sentence"].startswith("Rien ne prouve que cette personne"), stamp
        assert told["meanwhile"] == []
    assert len(events(house, device)) == len(BENCH)
    own = colleague.entry(d.LocksChecked, device, fields=NO_LOCK, stamp="")
    assert colleague.send(own)[0]["outcome"] == "recorded", "a session is proof of oneself"


def test_both_must_be_operators_of_that_place(
    phone: Phone, house: House, make: Make, sign_in: SignIn, phone_of: Callable[[Person], Phone]
) -> None:
    device = make(*BENCH)
    left = phone.entry(d.LocksChecked, device, fields=NO_LOCK)
    elsewhere = phone_of(sign_in(Role.OPERATOR, COUNTER))
    [told] = elsewhere.send(left)
    assert told["sentence"].startswith("Vous n’êtes plus opérateur du lieu")
    colleague = phone_of(sign_in(Role.OPERATOR, SHOP))
    with house.pool.connection() as connection:
        change_grants(connection, phone.person.account, [Grant(Role.COUNTER, SHOP)])
    [told] = colleague.send(left)
    assert told["sentence"].startswith("Qui a fait cette étape n’est plus opérateur")
    with house.pool.connection() as connection:
        change_grants(connection, phone.person.account, [Grant(Role.OPERATOR, SHOP)])
        disable_account(connection, phone.person.account)
    [told] = colleague.send(left)
    assert told["sentence"].startswith("Qui a fait cette étape n’est plus opérateur")
    [told] = colleague.send(left | {"author": str(uuid4())})
    assert told["sentence"].startswith("Qui a fait cette étape n’est plus opérateur")
    assert len(events(house, device)) == len(BENCH)


def test_a_colleague_lends_only_what_the_place_allows(
    house: House, make: Make, sign_in: SignIn, phone_of: Callable[[Person], Phone]
) -> None:
    everywhere = sign_in(grants=(Grant(Role.OPERATOR, SHOP), Grant(Role.OPERATOR, POINT)))
    everywhere.submit("/lieu", place=str(SHOP))
    author = phone_of(everywhere)
    device = make(lives.collected())
    shipped = author.entry(d.Shipped, device, fields={"origin": "#", "destination": SHOP})
    colleague = phone_of(sign_in(Role.OPERATOR, SHOP))
    [told] = colleague.send(shipped)
    assert "n’est pas dans un de vos lieux" in told["sentence"]
    assert author.send(shipped)[0]["outcome"] == "recorded"
    assert house.ledger.life(device)[-1].metadata.place == SHOP
