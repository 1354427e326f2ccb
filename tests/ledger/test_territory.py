"""The territory file is whole, and the names people type find their commune."""

import csv
import json
import re
from collections import Counter
from pathlib import Path

import pytest

from ledger.errors import UnknownCommune
from ledger.territory import (
    TERRITORY_FILE,
    Commune,
    Part,
    commune,
    communes,
    epci,
    find_commune,
    french_order,
    intercommunalities,
)

INSIDE = [row for row in communes() if not row.outside]


def test_nine_intercommunalites_share_the_communes_each_in_exactly_one() -> None:
    assert len(intercommunalities()) == 9
    members = Counter(row.epci for row in communes())
    assert members == {row.siren: row.communes for row in intercommunalities()}
    assert len({row.insee for row in communes()}) == len(communes()) == 191


def test_the_department_has_162_communes_and_141677_inhabitants() -> None:
    assert len(INSIDE) == 162 == sum(row.communes_05 for row in intercommunalities())
    people = sum(row.population for row in INSIDE)
    assert people == 141_677 == sum(row.population_05 for row in intercommunalities())
    assert sum(row.population for row in intercommunalities()) == 155_638


def test_four_intercommunalites_straddle_the_border_and_show_it() -> None:
    straddling = {row.short_name for row in intercommunalities() if row.outside}
    assert straddling == {"Gap-Tallard", "Serre-Ponçon", "Sisteronais-Buëch", "Val d’Avance"}
    sisteronais = epci("200068765")
    assert (sisteronais.population_05, sisteronais.population) == (12_923, 25_482)


@pytest.mark.parametrize(
    "typed",
    [
        "L'ARGENTIERE-LA-BESSEE",
        "L'ARGENTIÈRE-LA-BESSÉE",
        "L’Argentière-la-Bessée",
        "l argentiere la bessee",
        "Argentière-la-Bessée",
    ],
)
def test_one_commune_has_one_code_however_it_is_typed(typed: str) -> None:
    found = find_commune(typed)
    assert found is not None
    assert (found.insee, found.name) == ("05006", "L’Argentière-la-Bessée")


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("GAP", "Gap"),
        ("  embrun ", "Embrun"),
        ("St Bonnet en Champsaur", "Saint-Bonnet-en-Champsaur"),
        ("Ste Colombe", "Sainte-Colombe"),
        ("Ribiers", "Val Buëch-Méouge"),
        ("VALBUËCH-MÉOUGE", "Val Buëch-Méouge"),
        ("LA RAGNE-MONTÉGLIN", "Laragne-Montéglin"),
        ("Marseille", None),
        ("", None),
        ("  -’ ", None),
    ],
)
def test_a_name_finds_its_commune_or_nothing(typed: str, name: str | None) -> None:
    found = find_commune(typed)
    assert (found and found.name) == name


@pytest.mark.parametrize("row", communes(), ids=lambda row: row.insee)
def test_every_commune_is_found_by_its_code_and_its_name(row: Commune) -> None:
    assert commune(row.insee) == row
    for typed in (row.name, row.name.upper(), french_order(row.name)[0]):
        found = find_commune(typed)
        assert found is not None
        homonym_inside = row.outside and not found.outside and found.name == row.name
        assert found == row or homonym_inside


def test_a_name_on_both_sides_of_the_border_is_the_one_of_the_department() -> None:
    found = find_commune("Sigoyer")
    assert found is not None
    assert (found.insee, found.display_name) == ("05168", "Sigoyer")
    assert {row.display_name for row in communes() if row.name == "Sigoyer"} == {
        "Sigoyer",
        "Sigoyer (04)",
    }


def test_a_postcode_of_the_department_does_not_make_a_commune_of_it() -> None:
    venterol = find_commune("Venterol")
    assert venterol is not None
    assert (venterol.insee, venterol.outside, venterol.epci) == ("04234", True, "200067320")


def test_the_code_of_a_commune_that_merged_leads_to_todays() -> None:
    assert commune("05125").name == "Gap"  # Romette
    assert commune("05001").name == "Abriès-Ristolas"  # kept the code of Abriès


@pytest.mark.parametrize("code", ["13055", "05999", "5061", "", "Gap", "05061 "])
def test_a_code_of_nowhere_here_is_refused(code: str) -> None:
    with pytest.raises(UnknownCommune) as refusal:
        commune(code)
    assert refusal.value.insee == code


def test_lists_are_in_the_order_of_a_french_reader() -> None:
    names = [row.display_name for row in intercommunalities()]
    assert names == [
        "Briançonnais",
        "Buëch-Dévoluy",
        "Champsaur-Valgaudemar",
        "Gap-Tallard-Durance",
        "Guillestrois-Queyras",
        "Pays des Écrins",
        "Serre-Ponçon",
        "Serre-Ponçon Val d’Avance",
        "Sisteronais-Buëch",
    ]
    order = [row.name for row in INSIDE]
    assert order.index("Embrun") < order.index("Éourres") < order.index("Esparron")
    assert order.index("L’Épine") < order.index("La Bâtie-Neuve") < order.index("Les Orres")


def test_names_are_written_as_the_french_write_them() -> None:
    written = [row.name for row in communes()]
    for row in intercommunalities():
        written += [row.name, row.display_name, row.short_name, row.located]
    assert not [name for name in written if "'" in name or "Ecrins" in name]
    assert epci("240500462").located == "dans le Pays des Écrins"
    assert all(row.located.endswith(row.display_name) for row in intercommunalities())


def test_north_centre_and_south_follow_their_stated_rule() -> None:
    department = _latitude(INSIDE)
    for row in intercommunalities():
        inside = [member for member in INSIDE if member.epci == row.siren]
        town = max(member.population for member in inside) >= 5_000
        south = Part.CENTRE if town else Part.SOUTH
        assert row.part == (Part.NORTH if _latitude(inside) < department else south)
    assert {row.short_name for row in intercommunalities() if row.part is Part.SOUTH} == {
        "Sisteronais-Buëch",
        "Buëch-Dévoluy",
        "Val d’Avance",
    }


def test_outlines_are_closed_paths_of_whole_numbers_around_their_communes() -> None:
    for row in intercommunalities():
        for path in (row.outline, row.coarse_outline):
            assert re.fullmatch(r"(M\d+ \d+l-?\d+(?:[ -]-?\d+)+z)+", path)
        assert len(row.coarse_outline) < len(row.outline)


def test_the_file_says_where_its_data_come_from() -> None:
    sources = json.loads(TERRITORY_FILE.read_text(encoding="utf-8"))["sources"]
    assert all(word in sources for word in ("IGN", "INSEE", "DGCL", "Licence Ouverte 2.0"))


def test_every_real_france_services_stands_in_a_commune_we_know(shared_data: Path) -> None:
    with (shared_data / "geo/france-services-05.csv").open(encoding="utf-8", newline="") as rows:
        houses = list(csv.DictReader(rows))
    assert houses
    for house in houses:
        found = commune(house["insee_com"])
        assert find_commune(house["lib_com"]) == found
        assert not found.outside


def test_every_real_library_stands_in_a_commune_we_know(shared_data: Path) -> None:
    places = json.loads((shared_data / "geo/lieux-05.json").read_text(encoding="utf-8"))
    named = [place["adresse_commune"] for place in places if place.get("adresse_commune")]
    assert named
    assert [name for name in named if find_commune(name) is None] == []


def _latitude(rows: list[Commune]) -> float:
    """Of the centre of their population; the smaller, the further north."""
    return sum(row.y * row.population for row in rows) / sum(row.population for row in rows)
