"""The service on a database, with bare routes beside its own: ``served.py URL PORT SIZE``."""

import sys

import uvicorn
from fastapi.responses import HTMLResponse, RedirectResponse

from api.app import create_app
from api.settings import Settings


def main() -> None:
    """Serve until killed. The bare routes run behind the same middleware, as the pages do."""
    url, port, size = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    body = "x" * size
    app = create_app(Settings(port=port), url)

    @app.get("/bare")
    def bare() -> HTMLResponse:
        return HTMLResponse(body)

    @app.post("/bare")
    def bare_form() -> RedirectResponse:
        return RedirectResponse("/bare", 303)

    # the folder of static files is mounted last, and would answer first
    for _ in range(2):
        app.router.routes.insert(0, app.router.routes.pop())
    uvicorn.run(app, host="127.0.0.1", port=port, access_log=False, log_level="error")


if __name__ == "__main__":
    main()
