"""Tells which files of one archive speak of one machine (decision 0035).

An archive is of several machines, as it always was. Two files become one machine when they
*name* the same one (UUID, serial number, serial number of the main board) and are of two tools;
the report of a disk goes where that disk is listed, or to the only machine there is.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from api.intake.machine import Machine, Report, Unread
from api.intake.merging import merged
from api.intake.text import letters

Read = Machine | Unread | tuple[Report, ...]
"""What one file gives: a machine by itself, a refusal, or what tools said of one machine."""


MOST_ALIKE = 8
"""Groups looked at under one name: a name that more machines bear names none of them."""


@dataclass(slots=True, eq=False)
class _Group:
    """Reports of one machine, until they are moved to another group of the same one."""

    reports: list[Report]
    into: "_Group | None" = None

    @property
    def names(self) -> set[str]:
        return {name for report in self.reports for name in report.names}

    @property
    def sources(self) -> set[str]:
        return {report.source for report in self.reports if not report.of_a_disk}


_Slots = list[_Group | Machine | Unread]


@dataclass(slots=True)
class _Found:
    """The groups so far, by what would lead to them."""

    by_name: dict[str, list[_Group]] = field(default_factory=dict)
    by_folder: dict[str, list[_Group]] = field(default_factory=dict)

    def named(self, names: set[str]) -> list[_Group]:
        return _standing(group for name in sorted(names) for group in self.by_name.get(name, ()))


def grouped(read: Iterable[tuple[str, Read]]) -> Iterator[Machine | Unread]:
    """One entry a machine, at the place of its first file; the refusals where they were.

    Args:
        read: the folder and the content of each file, in order.

    """
    slots: _Slots = []
    found = _Found()
    disks: list[tuple[str, Report]] = []
    for folder, each in read:
        if isinstance(each, (Machine, Unread)):
            slots.append(each)
        elif all(report.of_a_disk for report in each):
            disks += [(folder, report) for report in each]
        else:
            _add(slots, found, _Group([*each]), folder)
    _add_disks(slots, found, disks)
    for slot in slots:
        if not isinstance(slot, _Group):
            yield slot
        elif not slot.into:
            yield merged(slot.reports)


def _add(slots: _Slots, found: _Found, new: _Group, folder: str) -> None:
    """Join every group that names the same machine, unless the same tool spoke of it before."""
    standing = new
    for group in found.named(new.names):
        if not group.sources & standing.sources:
            group.reports += standing.reports
            standing.into = group
            standing = group
    if standing is new:
        slots.append(new)
    for name in new.names:
        known = found.by_name.setdefault(name, [])
        if standing not in known and len(known) < MOST_ALIKE:
            known.append(standing)
    found.by_folder.setdefault(folder, []).append(standing)


def _standing(groups: Iterable[_Group]) -> list[_Group]:
    """The groups that these became, each once."""
    became: dict[_Group, None] = {}
    for each in groups:
        group = each
        while group.into:
            group = group.into
        became[group] = None
    return list(became)


def _add_disks(slots: _Slots, found: _Found, disks: list[tuple[str, Report]]) -> None:
    """Each to the machine that lists it, else to the only one of its folder, or of all."""
    groups = [slot for slot in slots if isinstance(slot, _Group) and not slot.into]
    near = {folder: _standing(each) for folder, each in found.by_folder.items()}
    listing: dict[str, list[_Group]] = {}
    for group in groups:
        for serial in _serials(group.reports):
            listing.setdefault(serial, []).append(group)
    for folder, disk in disks:
        listed = [group for serial in _serials([disk]) for group in listing.get(serial, ())]
        choices = (_standing(listed), near.get(folder, ()), groups)
        if only := next((each[0] for each in choices if len(each) == 1), None):
            only.reports.append(disk)
        else:
            slots.append(_Group([disk]))


def _serials(reports: Iterable[Report]) -> set[str]:
    return {
        letters(storage.serial)
        for report in reports
        for storage in report.facts.storages or ()
        if storage.serial
    }


def two_machines(reports: Iterable[Report]) -> tuple[Report, Report] | None:
    """Two reports that cannot be of one machine: both have a serial, and they differ.

    A name that both bear (a UUID, the main board) is believed over a serial that differs.
    """
    known = [report for report in reports if report.facts.serial]
    for rank, one in enumerate(known):
        for other in known[rank + 1 :]:
            same = letters(one.facts.serial or "") == letters(other.facts.serial or "")
            if not same and not one.names & other.names:
                return one, other
    return None
