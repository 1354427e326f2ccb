"""A filière that published four periods, served once for a whole module."""

from collections.abc import Iterator

import pytest
from databases import Databases
from fastapi.testclient import TestClient
from open_files import SETTINGS
from periods import published

from api.app import create_app
from api.house import House


@pytest.fixture(scope="module")
def opened(databases: Databases, _peopled_template: str) -> Iterator[tuple[TestClient, House]]:
    """Anybody, and the service.

    The first period hides cells; of the second nothing but its tables was counted; the third is
    split by quarter, and more than the fourth.
    """
    with databases.fresh(_peopled_template) as url:
        app = create_app(SETTINGS, url)
        with TestClient(app) as client:
            house: House = app.state.house
            published(house, 58)
            published(house, 240, first=2, counted=False)
            published(house, 2_400, 260, first=3)
            yield client, house


@pytest.fixture
def visitor(opened: tuple[TestClient, House]) -> TestClient:
    return opened[0]


@pytest.fixture
def house(opened: tuple[TestClient, House]) -> House:
    return opened[1]
