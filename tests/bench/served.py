"""The service on a database, with a bare route beside its own: ``served.py URL PORT SIZE``."""

import sys

import uvicorn
from fastapi.responses import HTMLResponse

from api.app import create_app
from api.settings import Settings


def main() -> None:
    """Serve until killed. The bare route runs behind the same middleware, as the page does."""
    url, port, size = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    body = "x" * size
    app = create_app(Settings(port=port), url)

    @app.get("/bare")
    def bare() -> HTMLResponse:
        return HTMLResponse(body)

    # the folder of static files is mounted last, and would answer first
    app.router.routes.insert(0, app.router.routes.pop())
    uvicorn.run(app, host="127.0.0.1", port=port, access_log=False, log_level="error")


if __name__ == "__main__":
    main()
