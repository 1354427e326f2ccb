"""Any file at any of the four doors: recorded or refused, never an error, never a half."""

import zipfile
from dataclasses import dataclass
from io import BytesIO
from uuid import UUID, uuid4

import lives
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lives import LOT, SHOP
from people import Person, SignIn
from programs import Program, program
from psycopg import Connection
from reports import DESKTOP_LSHW, LAPTOP_LSHW, ata, dump, ereuse, glpi, smartctl

from api.access import Role
from api.house import House
from ledger.verify import verify

CSV = "Type matériel;Marque;N° Serie\nportable;Dell;9ZK4R2M\n".encode()
FILES = (CSV, dump(), LAPTOP_LSHW, DESKTOP_LSHW, smartctl(), ata(a5=1), ereuse(), glpi())
ANSWERED = {200, 201, 303, 404, 409, 422}


@st.composite
def hostile(draw: st.DrawFn) -> bytes:
    """A file that is read, alone or in an archive, with a piece of it replaced."""
    files = draw(st.lists(st.sampled_from(FILES), min_size=1, max_size=3))
    data = files[0]
    if draw(st.booleans()):
        archive = BytesIO()
        with zipfile.ZipFile(archive, "w") as made:
            for rank, content in enumerate(files):
                made.writestr(f"{rank}.txt", content)
        data = archive.getvalue()
    at = draw(st.integers(0, len(data)))
    return data[:at] + draw(st.binary(max_size=12)) + data[at + draw(st.integers(0, 40)) :]


@dataclass
class Doors:
    """Where files come in, for an administrator and for a station."""

    house: House
    person: Person
    station: Program
    device: UUID

    def send(self, door: str, data: bytes) -> int:
        """What a file is answered."""
        command, seen = str(uuid4()), self.house.ledger.subject_version(self.device)
        form = {"csrf": self.person.csrf, "command": command, "place": str(SHOP)}
        if door == "page":
            files = {"file": ("x", data)}
            return self.person.post(f"/lots/{LOT}/import", data=form, files=files).status_code
        if door == "report":
            path, form = f"/appareils/{self.device}/releve", form | {"seen": str(seen)}
            return self.person.post(path, data=form, files={"files": ("x", data)}).status_code
        said = {"lot": str(LOT)} | ({"command": command} if door == "machines/evidence" else {})
        headers, files = self.station.headers, {"file": ("x", data)}
        path = f"/api/v1/{door}"
        answer = self.station.client.post(path, data=said, files=files, headers=headers)
        return answer.status_code


@pytest.fixture
def doors(house: House, sign_in: SignIn, connection: Connection[tuple[object, ...]]) -> Doors:
    device, person = uuid4(), sign_in(Role.ADMINISTRATOR)
    past = (*lives.ON_THE_BENCH[:2], lives.inventoried(facts=lives.facts(serial=None)))
    house.record(lives.command(*((device, event) for event in past)))
    return Doors(house, person, program(person, connection), device)


@given(data=hostile())
@settings(
    deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@pytest.mark.parametrize("door", ["page", "report", "imports", "machines/evidence"])
def test_any_file_is_recorded_or_refused(
    door: str, doors: Doors, connection: Connection[tuple[object, ...]], data: bytes
) -> None:
    assert doors.send(door, data) in ANSWERED
    assert not verify(connection).faults
