"""What we serve of others is what they published, and is kept by browsers for a year."""

import hashlib
import json
import re
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "src" / "api" / "static"
ZXING = STATIC / "vendor" / "zxing"
LOCK = ROOT / "docs" / "maintenance" / "zxing" / "package-lock.json"
LINES = (ZXING / "SHA256SUMS").read_text().splitlines()
SUMS = {name: sum_ for sum_, name in (line.split("  ") for line in LINES)}


def test_each_file_is_the_one_that_was_published() -> None:
    found = {
        path.relative_to(ZXING).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in ZXING.glob("*/**/*")
        if path.is_file()
    }
    assert found == SUMS


def test_script_and_webassembly_are_of_the_locked_version() -> None:
    locked = json.loads(LOCK.read_text())["packages"]["node_modules/zxing-wasm"]["version"]
    [folder] = {name.split("/")[0] for name in SUMS}
    assert folder == locked
    assert f"vendor/zxing/{locked}/" in (STATIC / "scan.js").read_text()
    made_for = re.findall(r"[0-9a-f]{64}", (ZXING / locked / "es/reader/index.js").read_text())
    assert SUMS[f"{locked}/reader/zxing_reader.wasm"] in made_for


def test_the_licences_stand_beside() -> None:
    [folder] = {name.split("/")[0] for name in SUMS}
    assert "MIT License" in (ZXING / folder / "LICENSE").read_text()
    assert "Apache License" in (ZXING / "LICENSE-zxing-cpp").read_text()


@pytest.mark.parametrize("name", SUMS)
def test_a_browser_keeps_it_for_a_year_and_knows_what_it_is(
    app_client: TestClient, name: str
) -> None:
    answer = app_client.get(f"/static/vendor/zxing/{name}")
    assert hashlib.sha256(answer.content).hexdigest() == SUMS[name]
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    expected = {"js": "text/javascript; charset=utf-8", "wasm": "application/wasm"}.get(
        name.rpartition(".")[2]
    )
    assert expected in {None, answer.headers["content-type"]}


def test_our_own_files_are_asked_for_again(app_client: TestClient) -> None:
    assert "immutable" not in app_client.get("/static/scan.js").headers.get("cache-control", "")
