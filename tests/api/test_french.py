"""Numbers and months as a French reader writes them."""

import ast
import re
from decimal import Decimal
from pathlib import Path

import pytest

import api
from api import words
from api.drawings.french import month, number, short_month
from api.units import kilograms_read
from api.words import capitalised
from projections import ALL

API = Path(api.__file__).parent
LOOSE = re.compile(r"[^\W_][’»)]* [:;?!](?: |$)|« | »")
BANNED = re.compile(r"comme neuf|état neuf|à neuf|réfractaire", re.IGNORECASE)
"""A space at which a browser may send a colon or a guillemet alone to the next line."""


def texts_of(path: Path) -> list[str]:
    """The texts of a module that may reach a page: its documentation is not among them."""
    tree = ast.parse(path.read_text())
    docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs
    ]


def quoted_in(template: str) -> list[str]:
    """The texts inside the expressions of a template, such as the label given to a macro."""
    tags = re.findall(r"(?s)\{%.*?%\}|\{\{.*?\}\}", re.sub(r"(?s)\{#.*?#\}", "", template))
    return [text for tag in tags for text in re.findall('"([^"]*)"', tag)]


@pytest.fixture(scope="module")
def french() -> list[tuple[str, str]]:
    """Where each text is, and the text."""
    modules = [path for path in API.rglob("*.py") if not path.name.startswith("cli")]
    templates = {path.name: path.read_text() for path in (API / "templates").rglob("*.html")}
    said = [(path.name, text) for path in modules for text in texts_of(path)]
    said += [(name, text) for name, template in templates.items() for text in quoted_in(template)]
    said += [
        (name, re.sub(r"(?s)\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", "x", template))
        for name, template in templates.items()
    ]
    found = [(name, text) for name, text in said if re.search("[à-ÿ’«?]", text)]
    assert len(found) > 300
    return found


def test_no_sign_is_sent_alone_to_the_next_line(french: list[tuple[str, str]]) -> None:
    assert [(name, text) for name, text in french if LOOSE.search(text)] == []


def test_no_number_of_a_page_is_parted_from_its_unit() -> None:
    parted = re.compile(r"\}\} (?:kg|Go|Mo|km|min|€|%|mm|pouces)(?!\w)")
    templates = (API / "templates").rglob("*.html")
    assert [path.name for path in templates if parted.search(path.read_text())] == []


def test_no_word_is_said_that_the_law_forbids(french: list[tuple[str, str]]) -> None:
    assert [(name, text) for name, text in french if BANNED.search(text)] == []


def test_a_place_tells_its_commune_once() -> None:
    assert words.located("Médiathèque", "Chorges") == "Médiathèque, Chorges"
    for name, commune in (
        ("Boutique du Mélézin, Gap", "Gap"),
        ("France Services de Laragne", "Laragne-Montéglin"),
        ("Ressourcerie de L’Argentière", "L’Argentière-la-Bessée"),
    ):
        assert words.located(name, commune) == name


def test_the_criteria_of_the_label_are_told_by_their_number() -> None:
    assert words.criteria("hautes-alpes-12") == "version 12"
    assert words.criteria("essai") == "version essai"


def test_a_capital_leaves_the_other_letters_as_they_are() -> None:
    assert capitalised("clé USB") == "Clé USB"
    assert not capitalised("")


def test_a_commune_is_told_once() -> None:
    for place, commune, told in (
        ("Médiathèque", "Chorges", "Médiathèque, Chorges"),
        ("Médiathèque de Chorges", "Chorges", "Médiathèque de Chorges"),
        ("Atelier de La Remise, Laragne", "Laragne-Montéglin", "Atelier de La Remise, Laragne"),
        ("Boutique, Mont", "Laragne-Montéglin", "Boutique, Mont, Laragne-Montéglin"),
    ):
        assert words.located(place, commune) == told


def test_every_view_has_a_french_name() -> None:
    assert set(words.VIEW) == {projection.name for projection in ALL}


def test_numbers_and_months_are_written_in_french() -> None:
    assert [number(0), number(999), number(1234567)] == ["0", "999", "1\u202f234\u202f567"]
    decimals = [Decimal("1234567.50"), Decimal("-0.25"), Decimal("1E+4"), Decimal("0.00")]
    assert [number(each) for each in decimals] == [
        "1\u202f234\u202f567,5",
        "\N{MINUS SIGN}0,25",
        "10\u202f000",
        "0",
    ]
    assert [kilograms_read(1_030_590), kilograms_read(700)] == ["1\u202f030,59", "0,7"]
    assert [month("2026-03"), month("2025-08")] == ["mars 2026", "août 2025"]
    assert short_month("2025-09") == "sept."
    for wrong in ("2026-13", "2026-00", "mars", "26-03"):
        with pytest.raises(ValueError):  # noqa: PT011  Python's own words do
            month(wrong)
