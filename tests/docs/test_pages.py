"""Documentation that is wrong is worse than none: what can be checked of it is checked here."""

import hashlib
import re
import shlex
import subprocess
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.cli import parser

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = (*ROOT.glob("*.md"), *DOCS.rglob("*.md"))
GENERATED = ("events", "settings", "routes", "refusals", "projections")
FRENCH = (*(DOCS / "how-to" / "fr").glob("*.md"), *(DOCS / "tutorial").glob("*.md"))
DECISIONS = sorted((DOCS / "decisions").glob("*.md"))
SECTIONS = ["Context", "Decision", "Consequences", "Alternatives", "Enforced by"]

AGPL_SHA256 = "0d96a4ff68ad6d4b6f1f30f713b18d5184912ba8dd389f86aa7710db079abcb0"
"""Of the text that the Free Software Foundation publishes."""

BANNED = re.compile(r"comme neuf|état neuf|à neuf|réfractaire", re.IGNORECASE)
OF_SOME_MACHINE = re.compile(
    r"(?<![\w.])/(?:work|home|root|tmp|Users|mnt)/|pypi\.org|npmjs|debian\.org"
)
ENGLISH = re.compile(
    r"\b(?:click|submit|save|cancel|login|password|settings|device|devices|order|stock list|"
    r"dashboard|upload|download|search|sign in|log out|feedback|workflow|the|and|with|your)\b",
    re.IGNORECASE,
)
CODE = re.compile(r"```.*?```|`[^`\n]*`|<https?://[^>]*>|\]\([^)]*\)", re.DOTALL)
FENCE = re.compile(r"```sh\n(.*?)```", re.DOTALL)
LINK = re.compile(r"\]\(([^)\s]+)\)|^\[[^\]]+\]: (\S+)$", re.MULTILINE)


def named(pages: object) -> list[str]:
    assert isinstance(pages, (list, tuple))
    return [str(page.relative_to(ROOT)) for page in pages]


def text_of(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def anchors(page: Path) -> set[str]:
    """What the headings of a page are called in an address."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    kept = (
        "".join(c for c in heading.lower() if c in " -_" or unicodedata.category(c)[0] in "LN")
        for heading in headings
    )
    return {heading.replace(" ", "-") for heading in kept}


@pytest.mark.parametrize("page", named(PAGES))
def test_every_link_leads_somewhere(page: str) -> None:
    for found in LINK.finditer(CODE.sub(_keep_links, text_of(page))):
        target, _, anchor = (found[1] or found[2]).partition("#")
        if "://" in target:
            continue
        path = ((ROOT / page).parent / target).resolve() if target else ROOT / page
        assert path.exists(), found[0]
        assert path.is_relative_to(ROOT), found[0]
        assert not anchor or anchor in anchors(path), found[0]


def _keep_links(found: re.Match[str]) -> str:
    return found[0] if found[0].startswith("](") else ""


def test_every_page_is_reached_from_the_index() -> None:
    index = {DOCS / "index.md"}
    waiting, seen = list(index), set(index)
    while waiting:
        page = waiting.pop()
        for found in LINK.finditer(page.read_text(encoding="utf-8")):
            path = (page.parent / (found[1] or found[2]).partition("#")[0]).resolve()
            near = path.glob("*.md") if path.is_dir() else [path]
            for each in near:
                if each.suffix == ".md" and each not in seen:
                    seen.add(each)
                    waiting.append(each)
    assert set(DOCS.rglob("*.md")) <= seen


@pytest.mark.parametrize("page", named(DECISIONS))
def test_a_decision_says_what_it_must(page: str) -> None:
    text = text_of(page)
    number = Path(page).name[:4]
    assert text.startswith(f"# {number}. ")
    assert re.search(r"^Status: (accepted|superseded by \[\d{4}\]\(\S+\))\.$", text, re.MULTILINE)
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == SECTIONS
    assert len(text.splitlines()) <= 60, "one page"
    assert re.search(r"^> ", text, re.MULTILINE), "one sentence that people will quote"


def test_decisions_are_numbered_without_a_hole() -> None:
    numbers = [int(page.name[:4]) for page in DECISIONS]
    assert numbers == list(range(1, len(numbers) + 1))


@pytest.mark.parametrize("page", named(DECISIONS))
def test_what_enforces_a_decision_exists(page: str) -> None:
    enforced = text_of(page).partition("## Enforced by")[2]
    for entry in re.split(r"^- ", enforced, flags=re.MULTILINE)[1:]:
        spans = re.findall(r"`([^`]+)`", entry)
        files = [span for span in spans if "/" in span or (ROOT / span).is_file()]
        assert files, entry
        for file in files:
            path, _, test = file.partition("::")
            assert (ROOT / path).exists(), file
            assert not test or f"def {test}(" in text_of(path), file
        sources = "".join(text_of(file.partition("::")[0]) for file in files)
        for span in set(spans) - set(files):
            for name in re.split(r"[.\s]", span):
                assert name in sources, f"{span} is not in {files}"


def test_generated_pages_say_what_the_code_does(capsys: pytest.CaptureFixture[str]) -> None:
    from docs import make_reference  # noqa: PLC0415 (importing it imports the whole service)

    assert make_reference.main(["--check"]) == 0, capsys.readouterr().out


def test_a_page_that_is_stale_is_named_with_the_way_to_refresh_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from docs import make_reference  # noqa: PLC0415 (importing it imports the whole service)

    monkeypatch.setattr(make_reference, "FOLDER", tmp_path / "reference")
    assert make_reference.main([]) == 0
    assert make_reference.main(["--check"]) == 0
    assert sorted(page.stem for page in (tmp_path / "reference").iterdir()) == sorted(GENERATED)
    (tmp_path / "reference" / "routes.md").write_text("something else")
    (tmp_path / "reference" / "events.md").unlink()
    assert make_reference.main(["--check"]) == 1
    said = capsys.readouterr().out
    assert "events.md, routes.md" in said
    assert make_reference.REFRESH in said


def test_every_variable_of_the_environment_is_in_the_settings() -> None:
    settings = text_of("docs/reference/settings.md")
    documented = set(re.findall(r"^\| `([A-Z_]+)` \|", settings, re.MULTILINE))
    sources = [*(ROOT / "src").rglob("*.py"), *(ROOT / "tests").rglob("*.py")]
    read = {
        name
        for source in sources
        for name in re.findall(r'environ(?:\.get\(|\[)"([A-Z_]+)"', source.read_text())
    }
    read |= set(re.findall(r"\$\{([A-Z_]+):-", text_of("run")))
    standard = {"PATH", "HOME", "CI", "PYTHONPATH", "LD_LIBRARY_PATH"}
    assert read - standard <= documented


@pytest.mark.parametrize("page", named(PAGES))
def test_no_page_says_what_the_house_never_says(page: str) -> None:
    text = text_of(page)
    assert not BANNED.search(text)
    assert not OF_SOME_MACHINE.search(text)


@pytest.mark.parametrize("page", named(FRENCH))
def test_french_pages_are_in_french(page: str) -> None:
    prose = CODE.sub("", text_of(page))
    assert not (found := ENGLISH.findall(prose)), found
    assert "'" not in prose
    assert '"' not in prose
    assert not (found := re.findall(r"\S+ [:;?!»]|« ", prose)), f"non-breaking spaces: {found}"


def commands() -> Iterator[tuple[str, str]]:
    for page in named(PAGES):
        for block in FENCE.findall(text_of(page)):
            for line in block.replace("\\\n", " ").splitlines():
                if found := re.match(r"(?:[A-Z_]+=\S+ )*(\./run\b.*)", line):
                    yield page, found[1].partition("#")[0].strip()


@pytest.mark.parametrize(("page", "line"), sorted(set(commands())))
def test_every_command_shown_exists(page: str, line: str) -> None:
    del page
    _, *words = shlex.split(line)
    if not words:
        return
    assert re.search(rf"^\./run {words[0]}\b", run_help(), re.MULTILINE), line
    if words[0] in {"meleze", "serve"}:
        parser().parse_args(words[words[0] == "meleze" :])


def run_help() -> str:
    helped = subprocess.run([ROOT / "run", "help"], check=True, capture_output=True, text=True)
    return re.sub(r"^ +", "", helped.stdout, flags=re.MULTILINE)


def test_the_readme_shows_the_two_commands_and_a_picture() -> None:
    shown = [block.strip() for block in FENCE.findall(text_of("README.md"))]
    assert shown[:2] == ["./run", "./run test"]
    assert 0 < (DOCS / "images" / "meleze.png").stat().st_size <= 300_000


def test_the_accounts_of_the_tour_are_those_of_the_demonstration() -> None:
    from api.demo.load import ACCOUNTS, PASSWORD  # noqa: PLC0415 (a large module, for one test)

    for page in ("README.md", "docs/tutorial/first-device.md"):
        assert f"`{PASSWORD}`" in text_of(page)
    rows = re.findall(r"^\| `([a-z]+)` \|", text_of("README.md"), re.MULTILINE)
    assert rows == [account.login for account in ACCOUNTS]


def test_the_licence_is_the_official_text() -> None:
    assert hashlib.sha256((ROOT / "LICENSE").read_bytes()).hexdigest() == AGPL_SHA256
    assert 'license = "AGPL-3.0-or-later"' in text_of("pyproject.toml")
