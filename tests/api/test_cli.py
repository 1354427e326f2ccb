"""The command line, as somebody who types it meets it."""

import argparse
import io
import re
import socket
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from pypdfium2 import PdfDocument
from reports import LAPTOP_LSHW, dump
from zebra import burnt

from api.cli import main, parser
from api.cli_service import announce


def commands(top: argparse.ArgumentParser, name: str = "") -> Iterator[argparse.ArgumentParser]:
    """Every command and action that does something, by its own parser."""
    children = [
        (child_name, child)
        for action in top._actions  # noqa: SLF001 (argparse tells it nowhere else)
        if isinstance(action, argparse._SubParsersAction)  # noqa: SLF001
        for child_name, child in action.choices.items()
    ]
    for child_name, child in children:
        yield from commands(child, f"{name} {child_name}")
    if not children:
        yield top


EVERY = list(commands(parser()))


@pytest.mark.parametrize("command", EVERY, ids=lambda each: each.prog)
def test_every_command_has_help_in_french_with_an_example(command: argparse.ArgumentParser) -> None:
    text = command.format_help()
    assert "usage :" in text
    assert "Exemple" in text
    assert "show this help" not in text
    example = text[text.index("Exemple") :].strip()
    assert "\n" not in example, "an example that is folded cannot be copied"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Il manque COMMANDE."),
        ("manger", "COMMANDE, 'manger' : il y a 'serve', 'demo'"),
        ("import", "Il manque FICHIER, --place."),
        ("import inventaire.csv --place", "--place attend une valeur."),
        ("labels --count beaucoup --output x.pdf", "--count : 'beaucoup' ne se lit pas."),
        ("verify --vite", "« --vite » n’est pas compris."),
    ],
)
def test_a_command_badly_typed_is_told_in_french(
    capsys: pytest.CaptureFixture[str], typed: str, said: str
) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(typed.split())
    told = capsys.readouterr().err
    assert said in told
    assert "Aide : ./run meleze" in told
    assert "error" not in told


class Meleze:
    """What ``./run meleze`` runs, in this process, on a database of its own."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self.monkeypatch = monkeypatch
        self.capsys = capsys

    def __call__(self, *arguments: str, text: str = "") -> tuple[int, str, str]:
        self.monkeypatch.setattr("sys.stdin", io.StringIO(text))
        self.capsys.readouterr()
        status = main(arguments)
        printed = self.capsys.readouterr()
        return status, printed.out, printed.err

    def succeeds(self, *arguments: str, text: str = "") -> str:
        status, out, err = self(*arguments, text=text)
        assert status == 0, err
        return out

    def is_refused(self, *arguments: str, text: str = "") -> str:
        status, out, err = self(*arguments, text=text)
        assert status == 1, out
        assert len(err.strip().splitlines()) == 1, err
        return err


@pytest.fixture
def meleze(
    served_database: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Meleze:
    monkeypatch.setenv("DATABASE_URL", served_database)
    monkeypatch.setenv("MELEZE_VAR", str(tmp_path))
    return Meleze(monkeypatch, capsys)


OPEN = (
    "place", "open", "Atelier de Gap", "--organisation", "Les Ordis", "--commune", "gap",
    "--role", "refurbishing_shop", "--role", "collection_point",
)  # fmt: skip
CSV = (
    "Type matériel;Constructeur;Model;RAM;disques\nPC Portable;Dell;Latitude 7400;8 Go;SSD 240 Go\n"
)


def test_a_workshop_is_set_up_and_imports_its_inventory(meleze: Meleze, tmp_path: Path) -> None:
    meleze.succeeds(*OPEN)
    assert "Atelier de Gap (Gap)" in meleze.succeeds("place", "list")
    inventory = tmp_path / "inventaire.csv"
    inventory.write_text(CSV)
    command = ("import", str(inventory), "--place", "Atelier", "--donor", "company")
    assert "Lues : 1. Enregistrées : 1. Déjà là : 0. Refusées : 0." in meleze.succeeds(*command)
    assert "Lues : 1. Enregistrées : 0. Déjà là : 1." in meleze.succeeds(*command)
    assert "Le registre est intact" in meleze.succeeds("verify")
    assert "Reconstruit : stock." in meleze.succeeds("rebuild", "stock")


def test_the_files_of_one_machine_make_one_inventory_and_what_differs_is_told(
    meleze: Meleze, tmp_path: Path
) -> None:
    meleze.succeeds(*OPEN)
    names = {"pc.txt": dump(), "lshw.json": LAPTOP_LSHW}
    for name, told in names.items():
        (tmp_path / name).write_bytes(told)
    files = [str(tmp_path / name) for name in names]
    one = ("--place", "Atelier", "--donor", "company", "--one-machine")
    said = meleze.succeeds("import", *files, *one)
    assert "Lues : 1. Enregistrées : 1." in said.replace("\u00a0", " ")
    assert "ces sources ne disent pas la même chose" in said
    assert re.search(r"Mémoire.*relevé dmidecode.*relevé lshw", said.replace("\u00a0", " "))
    again = meleze.succeeds("import", *reversed(files), *one)
    assert "Déjà là : 1." in again.replace("\u00a0", " "), "in any order"
    assert "--one-machine" in meleze.is_refused("import", *files, *one[:-1])
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "pc.txt").write_bytes(dump())
    twice = meleze.is_refused("import", files[0], str(tmp_path / "a" / "pc.txt"), *one)
    assert "le même nom" in twice


def test_an_account_is_created_listed_and_closed(meleze: Meleze) -> None:
    meleze.succeeds(*OPEN)
    granted = ("--grant", "operator=Atelier de Gap", "--grant", "coordinator")
    secret = "un mot de passe assez long\n"
    meleze.succeeds("account", "create", "camille", "Camille", *granted, text=secret)
    assert "coordinator, operator" in meleze.succeeds("account", "list")
    meleze.succeeds("account", "disable", "camille")
    assert "(fermé)" in meleze.succeeds("account", "list")
    assert "/invitation/" in meleze.succeeds("account", "invite", "Noé", "--grant", "funder")


def test_a_token_is_shown_once_and_revoked(meleze: Meleze) -> None:
    meleze.succeeds(*OPEN)
    shown = meleze.succeeds("token", "create", "Banc 1", "--place", "Atelier").splitlines()[-1]
    listed = meleze.succeeds("token", "list")
    assert shown not in listed
    meleze.succeeds("token", "revoke", listed.split()[0])
    assert "Banc 1" not in meleze.succeeds("token", "list")


def test_a_token_that_only_reads_is_asked_for_and_listed_as_such(meleze: Meleze) -> None:
    meleze.succeeds(*OPEN)
    meleze.succeeds("token", "create", "Banc 1", "--place", "Atelier")
    meleze.succeeds("token", "create", "Bilan", "--place", "Atelier", "--read-only")
    bilan, bench = meleze.succeeds("token", "list").splitlines()
    assert "Bilan, Atelier de Gap, lit seulement" in bilan
    assert "Banc 1, Atelier de Gap, enregistre" in bench


def test_a_batch_of_blank_stickers_is_recorded_and_written_as_pdf_or_zpl(
    meleze: Meleze, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    meleze.succeeds(*OPEN)
    pdf, zpl = tmp_path / "etiquettes.pdf", tmp_path / "etiquettes.zpl"
    asked = ("labels", "--place", "Atelier", "--count", "22", "--paper")
    said = meleze.succeeds(*asked, "L7160", "--output", str(pdf))
    assert "Adresse non publique" in said
    assert re.search(r"Série [0-9A-F]{8}", said)
    monkeypatch.setenv("MELEZE_PUBLIC_URL", "https://r05.fr")
    assert "publique" not in meleze.succeeds(*asked, "50x30", "--dpi", "300", "--output", str(zpl))
    assert len(PdfDocument(pdf)) == 2
    assert len(burnt(zpl.read_bytes())) == 22
    refused = meleze.is_refused(*asked, "L7160", "--output", str(tmp_path / "nulle/part.pdf"))
    assert "ne s’écrit pas" in refused


@pytest.mark.parametrize(
    "arguments",
    [
        ("import", "nulle-part.csv", "--place", "Gap"),
        ("import", __file__, "--place", "Nulle part"),
        ("import", __file__, "--place", "Gap", "--free-public-gift"),
        ("labels", "--place", "Atelier", "--count", "0", "--output", "x.pdf"),
        ("labels", "--place", "Atelier", "--paper", "papier à musique", "--output", "x.pdf"),
        ("labels", "--place", "Atelier", "--paper", "62x29", "--start", "3", "--output", "x.pdf"),
        ("labels", "--place", "Atelier", "--paper", "62x29", "--output", "x.zpl"),
        ("labels", "--place", "Nulle part", "--output", "x.pdf"),
        ("rebuild", "nothing"),
        ("account", "create", "zoe", "Zoé", "--grant", "operator"),
        ("account", "create", "zoe", "Zoé", "--grant", "magicien"),
        ("account", "disable", "personne"),
        ("token", "revoke", "00000000-0000-0000-0000-000000000000"),
        (
            "place",
            "open",
            "X",
            "--organisation",
            "Y",
            "--commune",
            "Paris",
            "--role",
            "ressourcerie",
        ),
        (*OPEN[:2], "appelez le 06 12 34 56 78", *OPEN[3:]),
    ],
    ids=lambda arguments: " ".join(arguments)[:40],
)
def test_a_refusal_is_one_sentence(meleze: Meleze, arguments: tuple[str, ...]) -> None:
    told = meleze.is_refused(*arguments).strip()
    assert told[-1] in ".:"
    assert "No such file" not in told


def test_a_broken_chain_is_told_and_is_a_failure(meleze: Meleze, served_database: str) -> None:
    meleze.succeeds(*OPEN)
    with psycopg.connect(served_database, autocommit=True) as connection:
        connection.execute("ALTER TABLE ledger.event DISABLE TRIGGER append_only")
        connection.execute(
            'UPDATE ledger.event SET state = state || \'{"name": "Autre"}\' WHERE position = 2'
        )
    assert "L’enregistrement 2 a été modifié." in meleze.is_refused("verify")


def test_a_service_without_an_account_says_how_to_make_the_first(
    capsys: pytest.CaptureFixture[str],
) -> None:
    announce("http://127.0.0.1:8000", None, anybody=False)
    assert "./run meleze account invite" in capsys.readouterr().out
    announce("http://127.0.0.1:8000", None, anybody=True)
    assert capsys.readouterr().out == "Mélèze est à l’adresse http://127.0.0.1:8000\n"


def test_the_demonstration_is_not_loaded_over_work(meleze: Meleze) -> None:
    meleze.succeeds(*OPEN)
    assert "n’est pas vide" in meleze.is_refused("demo")


def test_a_port_that_is_taken_is_told_before_anything_is_started(
    meleze: Meleze, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://nowhere.invalid/none")
    with socket.create_server(("127.0.0.1", 0)) as other:
        told = meleze.is_refused("serve", "--port", str(other.getsockname()[1]))
    assert "un autre programme l’occupe" in told


def test_an_address_of_another_machine_is_told(
    meleze: Meleze, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MELEZE_HOST", "192.0.2.1")
    assert "cette machine n’a pas cette adresse" in meleze.is_refused("serve")
