"""Copy the decoder of QR codes into ``src/api/static/vendor/zxing``. By hand, for a new version.

npm fetches what ``docs/maintenance/zxing/package-lock.json`` names, by its hash; the script and its
WebAssembly always come from one package, for they only work together. Nothing is changed in them.
For another version, in ``docs/maintenance/zxing``::

    npm install --package-lock-only --omit-lockfile-registry-resolved zxing-wasm@VERSION

then run this file, write the version in ``src/api/static/scan.js``, and run the tests.
"""

import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
LOCKED = HERE / "zxing"
TARGET = HERE.parents[1] / "src" / "api" / "static" / "vendor" / "zxing"
FILES = {
    "LICENSE": "LICENSE",
    "dist/es/share.js": "es/share.js",
    "dist/es/reader/index.js": "es/reader/index.js",
    "dist/reader/zxing_reader.wasm": "reader/zxing_reader.wasm",
}
"""The part that reads, and not the one that writes: in the package, and here."""


def main() -> int:
    """Write the folder of the locked version, its hashes, and remove the one before."""
    with tempfile.TemporaryDirectory() as folder:
        for name in ("package.json", "package-lock.json"):
            shutil.copy(LOCKED / name, folder)
        npm = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        subprocess.run(npm, check=True, cwd=folder)  # noqa: S603 (npm of this machine)
        package = Path(folder) / "node_modules" / "zxing-wasm"
        version = json.loads((package / "package.json").read_text())["version"]
        for old in TARGET.glob("*/"):
            shutil.rmtree(old)
        for source, name in FILES.items():
            copy = TARGET / version / name
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(package / source, copy)
    (TARGET / "SHA256SUMS").write_text("".join(f"{each}\n" for each in _sums()))
    print(f"zxing-wasm {version} is in {TARGET}")
    return 0


def _sums() -> list[str]:
    """As ``sha256sum`` writes and checks them."""
    files = sorted(each for each in TARGET.glob("*/**/*") if each.is_file())
    return [
        f"{hashlib.sha256(each.read_bytes()).hexdigest()}  {each.relative_to(TARGET).as_posix()}"
        for each in files
    ]


if __name__ == "__main__":
    sys.exit(main())
