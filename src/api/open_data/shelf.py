"""All that is open, made once and kept until another period is published."""

from dataclasses import dataclass

from api.house import House
from api.open_data.dcat import Release, catalogue_of
from api.open_data.files import File, files_of, whole
from api.open_data.package import package_of
from api.statistics import figures
from api.statistics.potential import ANOTHER_FILE


@dataclass(frozen=True, slots=True)
class Shelf:
    """Every release with its files, the newest first; what is made of all of them."""

    releases: tuple[Release, ...]
    all_periods: File
    catalogue: bytes
    packages: dict[int, bytes]

    def file(self, period: int, name: str) -> tuple[File, bool] | None:
        """The file, and whether it is as it will be for ever; None for what is not there."""
        for told, files in self.releases:
            for file in files:
                if told.period == period and file.name == name:
                    return file, told.no_impact != ANOTHER_FILE
        return None


def filled(house: House) -> Shelf:
    with house.pool.connection() as connection:
        periods = figures.read_all(connection)
    releases = tuple((told, files_of(told)) for told in periods)
    all_periods = whole(periods)
    return Shelf(
        releases,
        all_periods,
        catalogue_of(releases, all_periods, house.settings),
        {told.period: package_of(told, files, house.settings) for told, files in releases},
    )
