"""Open data stays where it is, says what it is, and is what its checksum says."""

import hashlib
import re
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response
from open_files import PERIODS, SETTINGS, composed
from periods import published

from api.house import House
from api.open_data import schema
from api.open_data.dcat import catalogue_of
from api.open_data.files import files_of, whole
from api.open_data.package import LICENCE
from api.settings import Settings
from api.static_files import FOR_A_YEAR
from api.statistics.figures import Figures
from api.statistics.potential import ANOTHER_FILE
from projections import releases

FOR_EVER = [
    *(f"/donnees/{n}/{name}" for n in PERIODS for name in ("chiffres.csv", "chiffres.json",
                                                           "periode.json")),
    *(f"/donnees/schemas/{name}.json" for name in schema.names()),
]  # fmt: skip
ASKED_AGAIN = [
    "/donnees/catalogue.jsonld", "/donnees/chiffres.csv",
    *(f"/donnees/{n}/datapackage.json" for n in PERIODS),
]  # fmt: skip
KINDS = {".csv": "text/csv; charset=utf-8", ".json": "application/json",
         ".jsonld": "application/ld+json"}  # fmt: skip
Node = dict[str, Any]


def local(address: str) -> str:
    return address.removeprefix(SETTINGS.address)


def checksum(answer: Response) -> str:
    assert answer.status_code == 200
    return hashlib.sha256(answer.content).hexdigest()


@pytest.fixture
def catalogue(visitor: TestClient) -> Node:
    found: Node = visitor.get("/donnees/catalogue.jsonld").json()
    return found


@pytest.mark.parametrize("address", [*FOR_EVER, *ASKED_AGAIN])
def test_a_file_is_the_same_bytes_again_and_not_sent_twice(
    visitor: TestClient, address: str
) -> None:
    first, second = visitor.get(address), visitor.get(address)
    assert first.status_code == 200
    assert first.content == second.content
    assert first.headers["etag"] == f'"{checksum(first)}"'
    assert first.headers["content-type"] == KINDS[address[address.rindex(".") :]]
    again = visitor.get(address, headers={"If-None-Match": f'"other", W/{first.headers["etag"]}'})
    assert (again.status_code, again.content) == (304, b"")
    assert visitor.get(address, headers={"If-None-Match": '"other"'}).status_code == 200
    looked_at = visitor.head(address)
    assert (looked_at.status_code, looked_at.headers["etag"]) == (200, first.headers["etag"])
    for answer in (first, again):
        assert answer.headers["access-control-allow-origin"] == "*"
        assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
        assert answer.headers["cache-control"] == (
            FOR_A_YEAR if address in FOR_EVER else "public, no-cache"
        )
        assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("period", PERIODS)
def test_each_checksum_is_that_of_the_bytes_that_are_served(
    visitor: TestClient, catalogue: Node, period: int
) -> None:
    folder = f"/donnees/{period}"
    package = visitor.get(f"{folder}/datapackage.json").json()
    pages = visitor.get("/donnees").text, visitor.get(f"/chiffres/{period}").text
    [dataset] = [each for each in catalogue["dcat:dataset"] if local(each["@id"]) == folder]
    listed = {local(each["@id"]): each for each in dataset["dcat:distribution"]}
    for resource in package["resources"]:
        address = f"{folder}/{resource['path']}"
        answer = visitor.get(address)
        assert resource["hash"] == f"sha256:{checksum(answer)}"
        told = listed.pop(address)
        assert told["spdx:checksum"]["spdx:checksumValue"]["@value"] == checksum(answer)
        assert told["dcat:byteSize"]["@value"] == str(len(answer.content))
        assert all(checksum(answer) in page for page in pages)
    assert listed == {}


def test_the_file_of_all_periods_is_listed_with_its_checksum(
    visitor: TestClient, catalogue: Node
) -> None:
    [series] = [each for each in catalogue["dcat:dataset"] if "#" in each["@id"]]
    [file] = series["dcat:distribution"]
    answer = visitor.get(local(file["dcat:downloadURL"]["@id"]))
    assert file["spdx:checksum"]["spdx:checksumValue"]["@value"] == checksum(answer)
    assert checksum(answer) in visitor.get("/donnees").text


def test_a_package_carries_the_schema_that_stands_at_its_address(visitor: TestClient) -> None:
    alone = visitor.get(f"/donnees/schemas/{schema.CURRENT}.json").json()
    package = visitor.get("/donnees/1/datapackage.json").json()
    assert [each.get("schema") for each in package["resources"]] == [alone, alone, None]
    assert package["licenses"] == [LICENCE]
    assert package["contributors"] == [{"title": SETTINGS.publisher, "role": "publisher"}]
    for resource in package["resources"]:
        assert re.fullmatch(r"[-a-z0-9._/]+", resource["name"])
        assert re.match(r"^(?=^[^./~])(^((?!\.{2}).)*$).*$", resource["path"])


def test_the_catalogue_lists_every_release_with_what_portals_ask(
    house: House, catalogue: Node
) -> None:
    assert catalogue["@type"] == "dcat:Catalog"
    for needed in ("dct:title", "dct:description", "dct:publisher", "dct:license", "foaf:homepage"):
        assert catalogue[needed]
    series, *datasets = catalogue["dcat:dataset"]
    assert [local(each["@id"]) for each in datasets] == [f"/donnees/{n}" for n in PERIODS[::-1]]
    for dataset, period in zip(datasets, PERIODS[::-1], strict=True):
        told = composed(house, period)
        assert dataset["dcat:inSeries"]["@id"] == series["@id"]
        assert dataset["dct:temporal"]["dcat:startDate"]["@value"] == str(told.begins_on)
        assert dataset["dct:temporal"]["dcat:endDate"]["@value"] == str(told.ends_on)
    for dataset in (series, *datasets):
        assert dataset["dct:publisher"]["foaf:name"]["@value"] == SETTINGS.publisher
        assert dataset["dct:spatial"]["@id"] == "http://id.insee.fr/geo/departement/05"
        assert "/frequency/" in dataset["dct:accrualPeriodicity"]["@id"]
        assert local(dataset["dct:conformsTo"]["@id"]) in FOR_EVER
        for file in dataset["dcat:distribution"]:
            assert file["dct:license"]["@id"] == LICENCE["path"]
            assert file["spdx:checksum"]["spdx:algorithm"] == {
                "@id": "spdx:checksumAlgorithm_sha256"
            }


def test_every_word_of_the_catalogue_is_of_a_vocabulary_that_it_declares(catalogue: Node) -> None:
    prefixes = set(catalogue.pop("@context"))

    def words(node: Any) -> set[str]:
        if isinstance(node, list):
            return {word for each in node for word in words(each)}
        if not isinstance(node, dict):
            return set()
        kinds = node.get("@type", [])
        own = {*node, *([kinds] if isinstance(kinds, str) else kinds)}
        return own.union(*(words(each) for each in node.values()))

    told = {word for word in words(catalogue) if not word.startswith("@")}
    assert {word.partition(":")[0] for word in told} <= prefixes


@pytest.mark.parametrize("period", PERIODS)
def test_a_name_of_a_release_leads_to_its_page_and_files_stand_beside_that_too(
    visitor: TestClient, period: int
) -> None:
    named = visitor.get(f"/donnees/{period}", follow_redirects=False)
    assert (named.status_code, named.headers["location"]) == (303, f"/chiffres/{period}")
    for form, name in {"csv": "chiffres.csv", "json": "periode.json"}.items():
        beside = visitor.get(f"/chiffres/{period}.{form}", follow_redirects=False)
        there = visitor.get(f"/donnees/{period}/{name}")
        assert (beside.status_code, beside.content) == (200, there.content)
        assert beside.headers["etag"] == there.headers["etag"]


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("/donnees/9/chiffres.csv", "pas publiée"),
        ("/donnees/9/datapackage.json", "pas publiée"),
        ("/donnees/9", "pas publiée"),
        ("/donnees/1/autre.csv", "n’existe pas"),
        ("/donnees/schemas/chiffres-0.json", "n’existe pas"),
        ("/donnees/schemas/..%2F__init__.json", "n’existe pas"),
    ],
)
def test_what_is_not_there_is_said(visitor: TestClient, address: str, why: str) -> None:
    answer = visitor.get(address)
    assert answer.status_code == 404
    assert why in answer.text
    assert FOR_A_YEAR not in answer.headers.get("cache-control", "")


@pytest.mark.parametrize("address", ["/donnees/0/chiffres.csv", "/donnees/un/chiffres.csv"])
def test_a_period_that_is_none_is_refused(visitor: TestClient, address: str) -> None:
    assert visitor.get(address).status_code == 422


def test_pages_lead_to_open_data(visitor: TestClient) -> None:
    for address in ("/chiffres", "/chiffres/1", "/donnees"):
        page = visitor.get(address).text
        assert '<link rel="alternate" type="application/ld+json"' in page, address
        assert 'href="/donnees"' in page, address
    page = visitor.get("/donnees").text
    for address in (*FOR_EVER, *ASKED_AGAIN):
        assert f'href="{address}"' in page, address
    assert LICENCE["path"].removeprefix("https://") in page
    assert f"{SETTINGS.publisher}, chiffres publiés du" in page


def test_a_rebuild_of_the_views_changes_no_byte(visitor: TestClient, house: House) -> None:
    before = {address: visitor.get(address).content for address in (*FOR_EVER, *ASKED_AGAIN)}
    house.views.rebuild([releases.projection])
    assert {address: visitor.get(address).content for address in before} == before


def test_files_without_the_factors_of_their_period_are_not_kept_for_ever(
    visitor: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("impact.versions", list)
    for address in ("/donnees/3/chiffres.csv", "/chiffres/3.json"):
        answer = visitor.get(address)
        assert ANOTHER_FILE in answer.text
        assert answer.headers["cache-control"] == "public, no-cache"


def test_a_filiere_without_a_publisher_publishes_in_its_own_name() -> None:
    told = catalogue_of((), whole(()), Settings()).decode()
    assert "Filière d’ordinateurs reconditionnés, Hautes-Alpes" in told


def test_before_the_first_closing_there_is_a_header_and_a_page_that_says_so(
    app: FastAPI, app_client: TestClient
) -> None:
    assert "Aucune période n’est encore publiée" in app_client.get("/donnees").text
    assert app_client.get("/donnees/chiffres.csv").text.count("\r\n") == 1
    catalogue = app_client.get("/donnees/catalogue.jsonld")
    [series] = catalogue.json()["dcat:dataset"]
    assert series["@type"] == ["dcat:Dataset", "dcat:DatasetSeries"]
    # A period is there at once, and the next changes no file of it.
    addresses = [f"/donnees/1/{file.name}" for file in files_of(published_here(app, 300, 1))]
    before = {address: app_client.get(address).content for address in addresses}
    assert app_client.get("/donnees/catalogue.jsonld").headers["etag"] != catalogue.headers["etag"]
    published_here(app, 320, 2)
    assert app_client.get("/donnees/2/chiffres.csv").status_code == 200
    assert {address: app_client.get(address).content for address in before} == before


def published_here(app: FastAPI, total: int, period: int) -> Figures:
    published(app.state.house, total, first=period)
    return composed(app.state.house, period)
