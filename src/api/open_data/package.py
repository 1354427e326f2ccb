"""What stands beside the files of a period: a Data Package, with their schema and checksums."""

from typing import Any

import orjson

from api import words
from api.open_data import schema
from api.open_data.files import File
from api.settings import Settings
from api.statistics.figures import Figures

PROFILE = "https://specs.frictionlessdata.io/schemas/data-package.json"
LICENCE = {
    "name": "etalab-2.0",
    "title": "Licence Ouverte / Open Licence 2.0",
    "path": "https://www.etalab.gouv.fr/licence-ouverte-open-licence/",
}
"""Not a setting: what was given under a licence cannot be taken back from it."""
KEYWORDS = ("réemploi", "reconditionné", "inclusion numérique", "ordinateurs", "impact")


def title_of(told: Figures) -> str:
    span = f"du {words.day(told.begins_on)} au {words.day(told.ends_on)}"
    return f"Ordinateurs reconditionnés\u00a0: personnes équipées et impact, {span}"


def about(settings: Settings) -> str:
    return (
        "Chiffres publiés de la filière d’ordinateurs reconditionnés "
        f"({settings.territory}). Chaque tableau est tiré une seule fois, avec une marge voulue, "
        "et ne change plus\u00a0: il ne dit rien de personne. Les émissions sont potentiellement "
        "évitées, entre une valeur basse et une haute."
    )


def address_of(told: Figures, settings: Settings) -> str:
    """What names the release, and leads to its page."""
    return f"{settings.address}/donnees/{told.period}"


def package_of(told: Figures, files: tuple[File, ...], settings: Settings) -> bytes:
    """The descriptor. It names who publishes and where, which may change; the files do not."""
    descriptor = {
        "$schema": PROFILE,
        "profile": "data-package",
        "name": f"chiffres-{settings.territory_id}-{told.period}",
        "id": address_of(told, settings),
        "title": title_of(told),
        "description": about(settings),
        "homepage": f"{settings.address}/chiffres/{told.period}",
        "version": "1.0.0",
        "created": told.released_at.isoformat(timespec="seconds"),
        "temporal": {"start": told.begins_on, "end": told.ends_on},
        "catalogue_sha256": told.catalogue,
        "keywords": KEYWORDS,
        "licenses": [LICENCE],
        "contributors": [{"title": settings.publisher_name, "role": "publisher"}],
        "resources": [_resource(file) for file in files],
    }
    return orjson.dumps(descriptor, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _resource(file: File) -> dict[str, Any]:
    told: dict[str, Any] = {
        "profile": "tabular-data-resource" if file.schema else "data-resource",
        "name": file.name.replace(".", "-"),
        "path": file.name,
        "title": file.title,
        "format": file.form.lower(),
        "mediatype": file.media_type,
        "encoding": "utf-8",
        "hash": f"sha256:{file.sha256}",
    }
    if file.form == "CSV":
        told["dialect"] = {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"'}
    return told | ({"schema": schema.current()} if file.schema else {})
