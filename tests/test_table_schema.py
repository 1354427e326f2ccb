"""The reader that tests of open data lean on refuses what the schema does not allow."""

import pytest
from table_schema import Unlawful, read_csv, read_rows

from api.open_data import schema

SCHEMA = {
    "missingValues": ["", "NA"],
    "primaryKey": ["n", "name"],
    "fields": [
        {"name": "n", "type": "integer", "constraints": {"required": True, "minimum": 1}},
        {"name": "name", "type": "string", "constraints": {"enum": ["a", "b"]}},
        {"name": "value", "type": "number"},
        {"name": "day", "type": "date"},
        {"name": "time", "type": "string", "constraints": {"pattern": "[0-9]{4}"}},
    ],
}
HEADER = "n,name,value,day,time\r\n"


def test_what_it_allows_is_read_as_values() -> None:
    [row] = read_csv(f"{HEADER}1,a,NA,2026-01-05,\r\n".encode(), SCHEMA)
    assert (row["n"], row["value"], row["time"]) == (1, None, None)


@pytest.mark.parametrize(
    "lines",
    [
        "0,a,1,,\r\n", "NA,a,1,,\r\n", "1,c,1,,\r\n", '1,a,"1,5",,\r\n', "1,a,moins de 11,,\r\n",
        "1,a,1,05/01/2026,\r\n", "1,a,1,,26\r\n", "1,a,1,,\r\n1,a,2,,\r\n", "1,,1,,\r\n",
        "1,a,1,\r\n", "1,a,1,,\n", "1,a,1e3,,\r\n", "1,a, 1,,\r\n",
    ],
)  # fmt: skip
def test_all_else_is_refused(lines: str) -> None:
    with pytest.raises(Unlawful):
        read_csv((HEADER + lines).encode(), SCHEMA)


def test_a_mark_or_another_header_is_refused() -> None:
    with pytest.raises(Unlawful):
        read_csv(f"{HEADER}".encode("utf-8-sig"), SCHEMA)
    with pytest.raises(Unlawful):
        read_csv(b"n,name\r\n", SCHEMA)


def test_a_number_written_as_text_in_json_is_refused() -> None:
    row = {"n": "1", "name": "a", "value": None, "day": None, "time": None}
    with pytest.raises(Unlawful):
        read_rows([row], SCHEMA)


@pytest.mark.parametrize("name", schema.names())
def test_our_schemas_say_all_that_a_reader_needs(name: str) -> None:
    found = schema.current()
    names = [field["name"] for field in found["fields"]]
    assert found["name"] == name
    assert set(found["primaryKey"]) <= set(names)
    assert len(set(names)) == len(names)
    for field in found["fields"]:
        assert {"title", "description", "type", "example"} <= set(field), field["name"]
        if "enum" in field.get("constraints", {}):
            unexplained = [
                word for word in field["constraints"]["enum"]
                if field["name"] == "status" and word not in field["description"]
            ]  # fmt: skip
            assert unexplained == []
