"""The catalogue that portals read: one dataset a release, in a series (DCAT-AP 3, JSON-LD)."""

from collections.abc import Sequence
from typing import Any

import orjson

from api.open_data import schema
from api.open_data.files import File
from api.open_data.package import KEYWORDS, LICENCE, about, address_of, title_of
from api.settings import Settings
from api.statistics.figures import Figures
from ledger.territory import department

CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
EUROPE = "http://publications.europa.eu/resource/authority"
FREQUENCY = f"{EUROPE}/frequency"
IRREGULAR, NEVER = "IRREG", "NEVER"
MEDIA_TYPE = "https://www.iana.org/assignments/media-types"
Node = dict[str, Any]
Release = tuple[Figures, tuple[File, ...]]


def catalogue_of(releases: Sequence[Release], all_periods: File, settings: Settings) -> bytes:
    """Every release with its files. The newest comes first."""
    home = f"{settings.address}/donnees"
    catalogue = {
        "@context": CONTEXT,
        "@id": f"{home}#catalogue",
        "@type": "dcat:Catalog",
        "dct:title": _french(f"Données ouvertes de la filière, {settings.territory}"),
        "dct:description": _french(about(settings)),
        "dct:publisher": _publisher(settings),
        "dct:license": _licence(),
        "dct:language": _concept(f"{EUROPE}/language/FRA", "dct:LinguisticSystem"),
        "foaf:homepage": {"@id": home, "@type": "foaf:Document"},
        "dcat:dataset": [
            _series(releases, all_periods, settings),
            *(_release(told, files, settings) for told, files in releases),
        ],
    }
    if releases:
        catalogue["dct:modified"] = _moment(releases[0][0])
    return orjson.dumps(catalogue, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _series(releases: Sequence[Release], all_periods: File, settings: Settings) -> Node:
    home = f"{settings.address}/donnees"
    told = _dataset(settings) | {
        "@id": f"{home}#serie",
        "@type": ["dcat:Dataset", "dcat:DatasetSeries"],
        "dct:identifier": f"chiffres-{settings.territory_id}",
        "dct:title": _french(
            "Ordinateurs reconditionnés\u00a0: personnes équipées et impact, toutes les périodes"
        ),
        "dct:accrualPeriodicity": _frequency(IRREGULAR),
        "dcat:landingPage": {"@id": f"{settings.address}/chiffres", "@type": "foaf:Document"},
        "dcat:distribution": [_distribution(home, all_periods)],
    }
    if releases:
        newest, oldest = releases[0][0], releases[-1][0]
        told["dct:temporal"] = _period(oldest.begins_on.isoformat(), newest.ends_on.isoformat())
        told["dct:issued"], told["dct:modified"] = _moment(oldest), _moment(newest)
    return told


def _release(told: Figures, files: tuple[File, ...], settings: Settings) -> Node:
    address = address_of(told, settings)
    page = f"{settings.address}/chiffres/{told.period}"
    return _dataset(settings) | {
        "@id": address,
        "@type": "dcat:Dataset",
        "dct:identifier": f"chiffres-{settings.territory_id}-{told.period}",
        "dct:title": _french(title_of(told)),
        "dct:issued": _moment(told),
        "dct:modified": _moment(told),
        "dct:temporal": _period(told.begins_on.isoformat(), told.ends_on.isoformat()),
        "dct:accrualPeriodicity": _frequency(NEVER),
        "dcat:version": "1.0.0",
        "dcat:inSeries": {"@id": f"{settings.address}/donnees#serie"},
        "dcat:landingPage": {"@id": page, "@type": "foaf:Document"},
        "foaf:page": {"@id": f"{address}/datapackage.json", "@type": "foaf:Document"},
        "dcat:distribution": [
            _distribution(address, file) | {"dct:issued": _moment(told)} for file in files
        ],
    }


def _dataset(settings: Settings) -> Node:
    """What all of them have in common."""
    schema_address = f"{settings.address}/donnees/schemas/{schema.CURRENT}.json"
    return {
        "dct:description": _french(about(settings)),
        "dct:publisher": _publisher(settings),
        "dct:license": _licence(),
        "dct:language": _concept(f"{EUROPE}/language/FRA", "dct:LinguisticSystem"),
        "dct:spatial": {
            "@id": f"http://id.insee.fr/geo/departement/{department()}",
            "@type": "dct:Location",
            "skos:prefLabel": _french(settings.territory),
        },
        "dct:conformsTo": _concept(schema_address, "dct:Standard"),
        "dcat:theme": _concept(f"{EUROPE}/data-theme/SOCI", "skos:Concept")
        | {"skos:prefLabel": _french("Population et société")},
        "dcat:keyword": [_french(word) for word in KEYWORDS],
    }


def _distribution(folder: str, file: File) -> Node:
    address = f"{folder}/{file.name}"
    return {
        "@id": address,
        "@type": "dcat:Distribution",
        "dct:title": _french(f"{file.title} ({file.form})"),
        "dcat:accessURL": {"@id": address},
        "dcat:downloadURL": {"@id": address},
        "dct:format": _concept(f"{EUROPE}/file-type/{file.form}", "dct:MediaTypeOrExtent"),
        "dcat:mediaType": _concept(f"{MEDIA_TYPE}/{file.media_type}", "dct:MediaType"),
        "dcat:byteSize": _typed(str(len(file.content)), "xsd:nonNegativeInteger"),
        "dct:license": _licence(),
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
            "spdx:checksumValue": _typed(file.sha256, "xsd:hexBinary"),
        },
    }


def _publisher(settings: Settings) -> Node:
    return {
        "@id": f"{settings.address}/donnees#producteur",
        "@type": "foaf:Agent",
        "foaf:name": _french(settings.publisher_name),
    }


def _licence() -> Node:
    return {
        "@id": LICENCE["path"],
        "@type": "dct:LicenseDocument",
        "dct:title": _french(LICENCE["title"]),
    }


def _period(begins: str, ends: str) -> Node:
    return {
        "@type": "dct:PeriodOfTime",
        "dcat:startDate": _typed(begins, "xsd:date"),
        "dcat:endDate": _typed(ends, "xsd:date"),
    }


def _frequency(name: str) -> Node:
    return _concept(f"{FREQUENCY}/{name}", "dct:Frequency")


def _concept(address: str, kind: str) -> Node:
    return {"@id": address, "@type": kind}


def _moment(told: Figures) -> Node:
    return _typed(told.released_at.isoformat(timespec="seconds"), "xsd:dateTime")


def _typed(value: str, kind: str) -> Node:
    return {"@value": value, "@type": kind}


def _french(text: str) -> Node:
    return {"@value": text, "@language": "fr"}
