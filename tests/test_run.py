"""The one command of the project, and the locks it installs from."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LOCKS = ("requirements.lock", "requirements-test.lock")


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [ROOT / "run", *arguments],
        check=False,
        capture_output=True,
        text=True,
        cwd="/",
        env={"PATH": "/usr/bin:/bin"} | environment,
    )


def write_program(path: Path, *lines: str) -> None:
    path.write_text("\n".join(["#!/bin/sh", *lines, ""]))
    path.chmod(0o755)


def requirements(lock: str) -> dict[str, str]:
    """Each pinned package of a lock: ``name==version ; marker`` → what follows it."""
    text = (ROOT / lock).read_text().replace("\\\n", " ")
    pins = {}
    for line in text.splitlines():
        pin, *rest = re.split(r"\s+(?=--)", line, maxsplit=1)
        pins[pin.strip()] = "".join(rest)
    return pins


@pytest.mark.parametrize("shell", ["sh", "dash", "bash"])
def test_run_is_plain_shell(shell: str) -> None:
    if not shutil.which(shell):
        pytest.skip(f"no {shell} here")
    subprocess.run([shell, "-n", ROOT / "run"], check=True)


def test_what_checks_each_change_runs_exactly_what_a_person_types() -> None:
    lines = (ROOT / ".ci" / "run").read_text().splitlines()
    assert lines[-1] == "exec ./run test"
    subprocess.run(["bash", "-n", ROOT / ".ci" / "run"], check=True)


def test_help_names_every_command() -> None:
    helped = run("help")
    commands = re.findall(r"^  ([a-z]+)(?: \|.*)?\) ?", (ROOT / "run").read_text(), re.MULTILINE)
    assert {"serve", "meleze", "test", "check", "bench", "lock", "help"} == set(commands)
    assert helped.returncode == 0
    for command in commands:
        assert f"./run {command}" in helped.stdout


@pytest.mark.parametrize("arguments", [["frobnicate"], ["--port", "80"], ["check", "x"]])
def test_a_wrong_command_is_one_sentence_and_does_nothing(arguments: list[str]) -> None:
    refused = run(*arguments)
    assert refused.returncode == 2
    assert refused.stdout == ""
    assert len(refused.stderr.splitlines()) == 1
    assert refused.stderr.endswith(".\n")


@pytest.mark.parametrize("version", ["3.10", None], ids=["too old", "missing"])
def test_without_a_recent_python_one_sentence_says_so(tmp_path: Path, version: str | None) -> None:
    shutil.copy(ROOT / "run", tmp_path)
    for lock in LOCKS:
        shutil.copy(ROOT / lock, tmp_path)
    python = tmp_path / "old-python"
    if version:  # what an old Python answers when it is asked whether it is recent
        write_program(python, "exit 1")
    refused = subprocess.run(
        [tmp_path / "run"],
        check=False,
        capture_output=True,
        text=True,
        env={"PATH": "/usr/bin:/bin", "PYTHON": str(python)},
    )
    assert refused.returncode == 1
    assert refused.stderr == (
        "Python 3.11 or newer is needed: install it, or set PYTHON to its path.\n"
    )
    assert not (tmp_path / ".venv").exists()


def test_who_may_install_no_package_gets_pip_from_one(tmp_path: Path) -> None:
    """On a Debian without python3-venv, as an ordinary account: a package is fetched, no more."""
    wheels = [*Path("/usr/share/python-wheels").glob("pip-*.whl")]
    if not (wheels and shutil.which("dpkg-deb")):
        pytest.skip("no wheel of pip, or no Debian")
    checkout, programs, package = (tmp_path / name for name in ("été 1", "programs", "package"))
    for folder in (checkout, programs, package / "usr/share/python-wheels", package / "DEBIAN"):
        folder.mkdir(parents=True)
    shutil.copy(ROOT / "run", checkout)
    (checkout / "requirements.lock").touch()
    shutil.copy(wheels[0], package / "usr/share/python-wheels")
    (package / "DEBIAN/control").write_text(
        "Package: python3-pip-whl\nVersion: 1\nArchitecture: all\n"
        "Maintainer: nobody <nobody@localhost>\nDescription: pip\n"
    )
    subprocess.run(
        ["dpkg-deb", "-Znone", "--build", package, tmp_path / "python3-pip-whl_1_all.deb"],
        check=True,
        capture_output=True,
    )
    write_program(
        programs / "apt-get",
        f"""case "$*" in *download*) exec cp '{tmp_path}'/*.deb . ;; *) exit 100 ;; esac""",
    )
    write_program(
        programs / "python-of-debian",  # without ensurepip and without pip
        """case "$*" in "-m venv --without-pip "* | -c*) exec /usr/bin/python3 "$@" ;; esac""",
        "exit 1",
    )
    made = subprocess.run(
        [checkout / "run", "meleze"],
        check=False,
        capture_output=True,
        text=True,
        env={"PATH": f"{programs}:/usr/bin:/bin", "PYTHON": str(programs / "python-of-debian")},
    )
    assert "Fetching python3-pip-whl" in made.stderr
    assert (checkout / ".venv/installed").exists(), made.stderr


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_is_pinned_with_its_hashes(lock: str) -> None:
    pins = requirements(lock)
    assert len(pins) > 20
    for pin, hashes in pins.items():
        assert re.match(r"[a-z0-9.\-]+(\[[a-z,\-]+\])?==[^\s;]+( ; .+)?$", pin), pin
        assert re.fullmatch(r"(--hash=sha256:[0-9a-f]{64}\s*)+", hashes), pin


def test_what_the_tests_install_contains_what_the_service_installs() -> None:
    assert set(requirements("requirements.lock")) <= set(requirements("requirements-test.lock"))


@pytest.mark.parametrize("path", [*LOCKS, "run", "tests/browser/package-lock.json"])
def test_nothing_that_installs_names_a_registry(path: str) -> None:
    text = (ROOT / path).read_text()
    assert "://" not in text
    assert not re.search(r"^\s*(-i|--[a-z-]*index-url|--find-links)", text, re.MULTILINE)


def test_every_npm_package_is_pinned_with_its_hash() -> None:
    lock = json.loads((ROOT / "tests/browser/package-lock.json").read_text())
    packages = {name: package for name, package in lock["packages"].items() if name}
    assert packages
    for name, package in packages.items():
        assert package["integrity"].startswith("sha512-"), name
