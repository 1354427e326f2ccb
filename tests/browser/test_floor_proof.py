"""Two hundred steps without a network, on two phones, over a network that loses answers."""

from collections.abc import Iterator
from contextlib import ExitStack

import lives
import pytest
from bad_network import BadNetwork, bad_network
from floor_hand import Shop, choose, opened, phone_of, scan_pile
from live import serving
from lives import SHOP
from people import PASSWORD
from playwright.sync_api import Browser, Page, expect

from api.access import Grant, Role, create_account
from api.app import create_app
from api.house import House
from api.settings import Settings
from ledger import Event
from ledger import device as d

DEVICES, DISPUTED = 40, 8
EVERY = 4
"""One answer in four is lost: worse than any valley."""
ARRIVED = (lives.collected(), lives.received())
BEFORE = [d.Collected, d.StickerBound, d.Received]
TYPED: dict[type[Event], dict[str, str]] = {
    d.Inventoried: {
        "facts__maker": "Dell", "facts__storages__0__kind": "ssd",
        "facts__storages__0__capacity_gb": "240",
    },
    d.StorageErased: {
        "verdict": "erased", "erasure__method": "overwrite",
        "erasure__no_evidence": "tool_writes_none", "erasure__tool": "nwipe",
        "erasure__tool_version": "0.38",
    },
    d.LocksChecked: {"button": "Aucun verrou"},
    d.Tested: {"kind": "laptop", "button": "J’ai tout testé"},
    d.Reconditioned: {"grade": "B"},
}  # fmt: skip
BENCH = [*TYPED]


@pytest.fixture
def network(
    peopled_database: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Shop, BadNetwork]]:
    app = create_app(Settings(var=tmp_path_factory.mktemp("var")), peopled_database)
    with ExitStack() as stack:
        address = stack.enter_context(serving(app))
        network, through = stack.enter_context(bad_network(address, EVERY))
        house: House = app.state.house
        with house.pool.connection() as connection:
            grants = [Grant(Role.OPERATOR, SHOP)]
            accounts = {
                name: create_account(connection, name, name.capitalize(), PASSWORD, grants)
                for name in ("louise", "karim")
            }
        yield Shop(house, through, accounts), network


def sent(page: Page, waiting: int = 0) -> None:
    """Come back under a network, as often as it takes."""
    for _ in range(200):
        page.evaluate("dispatchEvent(new Event('online'))")
        page.wait_for_timeout(50)
        if page.evaluate("floorOutbox.all().then((each) => each.length)") == waiting:
            return
    pytest.fail(f"still {page.locator('#queue .badge').inner_text()} in the outbox")


def test_two_hundred_steps_end_as_they_were_taken(
    browser: Browser, network: tuple[Shop, BadNetwork]
) -> None:
    shop, bad = network
    devices = [shop.device(*ARRIVED) for _ in range(DEVICES)]
    louise, karim = (
        opened(phone_of(browser, shop, "louise")),
        opened(phone_of(browser, shop, "karim")),
    )
    for page in (louise, karim):
        page.context.set_offline(True)
    codes = [code for _, code in devices]
    choose(karim, d.Inventoried, **TYPED[d.Inventoried])
    scan_pile(karim, codes[:DISPUTED])
    for step in BENCH:
        choose(louise, step, **TYPED[step])
        scan_pile(louise, codes)
        if step is d.LocksChecked:
            louise.reload()
    louise.get_by_text("200 étapes attendent sur ce téléphone.").wait_for()

    karim.context.set_offline(False)
    sent(karim)
    louise.context.set_offline(False)
    sent(louise, waiting=DISPUTED * len(BENCH))
    assert bad.lost >= bad.sent // EVERY > 0

    conflicts = louise.locator("#conflicts > ul > li")
    expect(conflicts).to_have_count(DISPUTED)
    expect(conflicts.first).to_contain_text("4 étapes de cet appareil attendent derrière")
    expect(conflicts.first).to_contain_text("Les Ordis du Mélézin.")
    ends = {device: [*BEFORE, *BENCH] for device, _ in devices[DISPUTED:]}
    assert {device: shop.life(device) for device in ends} == ends
    disputed = [device for device, _ in devices[:DISPUTED]]
    assert all(shop.life(device) == [*BEFORE, d.Inventoried] for device in disputed)

    louise.on("dialog", lambda asked: asked.accept())
    half = DISPUTED // 2
    for count in range(half):
        conflicts.last.get_by_role("button", name="Abandonner").click()
        expect(conflicts).to_have_count(DISPUTED - 1 - count)
    sent(louise, waiting=half * len(BENCH))
    for _ in range(half):
        conflicts.first.get_by_role("button", name="Envoyer encore").click()
        louise.wait_for_timeout(20)
    sent(louise)
    expect(louise.locator("#conflicts")).to_be_hidden()

    for rank, device in enumerate(disputed):
        mine = BENCH if rank < half else BENCH[1:]
        assert shop.life(device) == [*BEFORE, d.Inventoried, *mine], rank
    lives_now = [shop.house.ledger.life(device) for device, _ in devices]
    commands = [record.metadata.command for life in lives_now for record in life]
    steps = [each for each in commands if commands.count(each) == 1]
    assert len(steps) == 200 + DISPUTED - half
    moments = [
        [record.event.happened_at for record in shop.house.ledger.life(device)][len(BEFORE) + 1 :]
        for device in disputed
    ]
    assert all(each == sorted(each) for each in moments)
