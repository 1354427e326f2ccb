"""A sticker of a batch tells nothing before it is on a device, nor once it never will be."""

from uuid import uuid4

import lives
from fastapi.testclient import TestClient
from scans import headers, page, record

from api.house import House
from ledger.codes import new_code


def test_a_blank_sticker_and_a_voided_one_answer_as_a_code_that_nobody_printed(
    app_client: TestClient, house: House
) -> None:
    blank, voided, bound = new_code(), new_code(), new_code()
    batch = uuid4()
    record(house, lives.batch_printed(blank, voided, bound), subject=batch)
    record(house, lives.batch_voided(voided), subject=batch)
    record(house, *lives.LABELLED, lives.bound(bound), lives.stocked())
    unknown = app_client.get(f"/A/{new_code()}")
    assert unknown.status_code == 404
    assert "peut-être encore vierge" in unknown.text
    for code in (blank, voided):
        answer = app_client.get(f"/A/{code}")
        assert (answer.status_code, answer.content) == (404, unknown.content)
        assert headers(answer) == headers(unknown)
    assert "peut-être encore vierge" not in page(app_client, bound)
