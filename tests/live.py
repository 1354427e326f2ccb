"""The service, served to a real browser while a test lasts."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

import uvicorn
from fastapi import FastAPI
from playwright.sync_api import BrowserContext

from api.access.cookie import cookie_name
from api.access.sessions import open_session
from api.house import House


@contextmanager
def serving(app: FastAPI) -> Iterator[str]:
    """Address of the service on a free port of this machine."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False))
        thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
        thread.start()
        while not server.started:
            assert thread.is_alive(), "the server did not start"
            time.sleep(0.02)
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(timeout=10)


def sign_in(context: BrowserContext, house: House, address: str, account: UUID) -> None:
    """What the form of the sign-in does, for a browser that looks at other pages."""
    with house.pool.connection() as connection:
        secret = open_session(connection, account, house.settings.session_lifetime)
    context.add_cookies([{"name": cookie_name(house.settings), "value": secret, "url": address}])
