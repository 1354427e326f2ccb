"""What is made of every period at once, and kept until another is published."""

from dataclasses import dataclass

from api.house import House
from api.open_data.dcat import Release, catalogue_of
from api.open_data.files import File, files_of, whole
from api.statistics import figures


@dataclass(frozen=True, slots=True)
class Shelf:
    """Every release with its files, the newest first; what lists them; all in one table."""

    releases: tuple[Release, ...]
    all_periods: File
    catalogue: bytes


def filled(house: House) -> Shelf:
    with house.pool.connection() as connection:
        periods = figures.read_all(connection)
    releases = tuple((told, files_of(told)) for told in periods)
    all_periods = whole(periods)
    return Shelf(releases, all_periods, catalogue_of(releases, all_periods, house.settings))
