"""What a sticker of a batch tells before it is on a device, and once it never will be."""

from uuid import uuid4

import lives
from fastapi.testclient import TestClient
from scans import headers, page, record

from api.house import House
from ledger.codes import new_code


def test_a_blank_sticker_and_a_voided_one_say_so_and_leave_no_trace(
    app_client: TestClient, house: House
) -> None:
    blanks, voided, bound = [new_code(), new_code()], [new_code(), new_code()], new_code()
    batch = uuid4()
    record(house, lives.batch_printed(*blanks, *voided, bound), subject=batch)
    record(house, lives.batch_voided(*voided), subject=batch)
    record(house, *lives.LABELLED, lives.bound(bound), lives.stocked())
    unknown = app_client.get(f"/A/{new_code()}")
    for codes, title, said in (
        (blanks, "Étiquette encore vierge", "Cette étiquette est encore vierge"),
        (voided, "Étiquette annulée", "Cette étiquette est annulée"),
    ):
        answers = [app_client.get(f"/A/{code}") for code in codes]
        assert {answer.status_code for answer in answers} == {404}
        assert len({answer.content for answer in answers}) == 1, "not even its own code"
        length = {"content-length": answers[0].headers["content-length"]}
        assert headers(answers[0]) == headers(unknown) | length
        assert f"<title>{title}" in answers[0].text
        assert said in answers[0].text
        assert said not in unknown.text
        assert "Vérifiez les neuf caractères" not in answers[0].text
    assert "est encore vierge" not in page(app_client, bound)
