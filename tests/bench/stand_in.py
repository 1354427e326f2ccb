"""A page in the place of the floor, where the service has none: the camera, and a queue on disk.

It shows what ``bench.scans`` asks of the page of the floor: a button ``[data-scan]``, a list
``[data-queue]``, and in it a ``li[data-code]`` for each step once it is on the disk of the phone.
"""

from fastapi import FastAPI, Response
from fastapi.responses import HTMLResponse

from api.security import WITH_CAMERA

PAGE = """<!doctype html><html lang="fr"><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>À la place de l’atelier</title>
<button data-scan>Scanner</button><video muted playsinline></video><ol data-queue></ol>
<script type="module" src="/atelier/stand_in.js"></script></html>"""

SCRIPT = """import { feedback, openScanner } from "/static/scan.js";
import { untangled } from "/static/scan_wedge.js";

const opening = indexedDB.open("stand-in", 1);
opening.onupgradeneeded = () => opening.result.createObjectStore("steps", { autoIncrement: true });

function queue(text) {
  const code = untangled(text).split("/").pop();
  const writing = opening.result.transaction("steps", "readwrite", { durability: "strict" });
  writing.objectStore("steps").add({ code, command: crypto.randomUUID(), at: Date.now() });
  writing.oncomplete = () => {
    const row = document.createElement("li");
    row.dataset.code = code;
    document.querySelector("[data-queue]").prepend(row);
    feedback("ok");
  };
}

document.querySelector("[data-scan]").addEventListener("click", () =>
  openScanner(document.querySelector("video"), queue),
);
"""


def put(app: FastAPI) -> None:
    """Serve the page and its script at the addresses of the floor."""

    @app.get("/atelier/")
    def floor() -> HTMLResponse:
        return HTMLResponse(PAGE, headers=WITH_CAMERA)

    @app.get("/atelier/stand_in.js")
    def script() -> Response:
        return Response(SCRIPT, media_type="text/javascript")

    for _ in range(2):  # before the folder of static files, and what else is asked first
        app.router.routes.insert(0, app.router.routes.pop())
