"""CSV inventories as workshops keep them, in every spelling."""

import pytest

from api.intake import Machine, Unread, read_inventory
from ledger.values import DeviceKind, Grade, Source, StorageKind

HEADER = (
    "Numéro Lot;Identifiant unique;Type matériel;Constructeur;Model;N° Serie;Processeur;disques;"
    "RAM;DVD;Webcam;Ecran;Remarques;Grade esth.;Catégorie"
)
LINE = (
    "L12;EM-0042;PC portable;Hewlett-Packard;HP ProBook 650 G1;CNU406XYZ1;"
    "Intel(R) Core(TM) i5-4200M CPU @ 2.50GHz;SSD 240 Go;4+4 Go;oui;oui;15,6 pouces;"
    "charnière dure;B;"
)


def read(text: str, encoding: str = "utf-8") -> list[Machine | Unread]:
    return list(read_inventory("lot.csv", text.encode(encoding)))


def machines(text: str) -> list[Machine]:
    found = read(text)
    assert all(isinstance(entry, Machine) for entry in found), found
    return [entry for entry in found if isinstance(entry, Machine)]


def one(text: str) -> Machine:
    [found] = machines(text)
    return found


def refusals(text: str) -> list[str]:
    return [entry.why for entry in read(text) if isinstance(entry, Unread)]


def test_the_columns_of_emmaus_are_read() -> None:
    found = one(f"{HEADER}\n{LINE}\n")
    assert (found.source, found.kind, found.grade) == (Source.CSV, DeviceKind.LAPTOP, Grade.B)
    facts = found.facts
    assert (facts.maker, facts.model, facts.serial) == ("HP", "ProBook 650 G1", "CNU406XYZ1")
    assert facts.processor == "Intel Core i5-4200M"
    assert facts.memory_mb == 8192
    assert facts.screen_inches == 15.6
    assert facts.storages is not None
    assert [(s.kind, s.capacity_gb) for s in facts.storages] == [(StorageKind.SSD, 240)]
    assert found.origin == "lot.csv, ligne 2 («\u00a0EM-0042\u00a0»)"
    assert found.not_understood == ()


def test_remarks_of_people_are_never_kept() -> None:
    assert "charnière" not in repr(machines(f"{HEADER}\n{LINE}\n"))


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_separators_line_ends_and_encodings_of_spreadsheets_are_read(
    delimiter: str, end: str, encoding: str
) -> None:
    rows = [["Mémoire", "Type matériel", "Modèle"], ["8 Go", "écran", "24” léger"]]
    if encoding == "cp1252":
        rows[1][2] = "24’ léger"
    text = "".join(delimiter.join(row) + end for row in rows)
    [found] = read_inventory("x", text.encode(encoding))
    assert isinstance(found, Machine)
    assert found.kind is DeviceKind.SCREEN
    assert found.facts.model == rows[1][2]
    assert found.facts.memory_mb == 8192


def test_order_case_accents_and_synonyms_of_columns_do_not_matter() -> None:
    found = one('ram,MARQUE,"Numero de serie",TYPE,modele\n8,Dell,640HP72,Tour,OptiPlex 7010\n')
    assert found.kind is DeviceKind.DESKTOP
    assert found.identity == ("dell", "optiplex 7010", "640hp72")
    assert found.facts.memory_mb == 8192


def test_the_type_alone_is_enough() -> None:
    kinds = [found.kind for found in machines("Type\nclavier\nsouris\nChargeur\nlaptop\n")]
    assert kinds == [
        DeviceKind.KEYBOARD,
        DeviceKind.MOUSE,
        DeviceKind.CHARGER,
        DeviceKind.LAPTOP,
    ]


def test_the_header_may_come_after_a_title() -> None:
    found = one("sep=;\nInventaire de l’atelier\n\nType;Marque\nPC fixe;Acer\n\n;\n")
    assert found.origin == "lot.csv, ligne 5"


def test_a_table_without_a_type_says_which_column_is_missing() -> None:
    [why] = refusals("Marque;Modèle\nDell;Latitude\n")
    assert "«\u00a0Type matériel\u00a0»" in why


def test_a_refused_line_never_stops_the_others() -> None:
    text = "Type;Marque\nportable;Dell\ngrille-pain;Moulinex\n;Acer\nPC;HP\ntour;HP;trop\ntour;HP\n"
    found = read(text)
    assert [type(entry) for entry in found] == [Machine, *[Unread] * 4, Machine]
    unknown, empty, ambiguous, shifted = refusals(text)
    assert "«\u00a0grille-pain\u00a0»" in unknown
    assert "tablette" in unknown, "it lists what would be understood"
    assert "vide" in empty
    assert "«\u00a0PC\u00a0»" in ambiguous
    assert "plus de cases" in shifted
    assert found[-1].origin == "lot.csv, ligne 7"


def test_an_unknown_type_is_shown_short_and_clean() -> None:
    [why] = refusals("Type\n" + "\x1b[31mtrès" + "x" * 500 + "\n")
    assert "\x1b" not in why
    assert len(why) < 350


def test_two_machines_without_a_serial_never_become_one() -> None:
    same = "portable;Dell;Latitude 7400;\n"
    found = machines("Type;Marque;Modèle;N° de série\n" + same * 3)
    assert len(found) == 3
    assert {entry.identity for entry in found} == {None}


def test_repeated_serials_are_all_given_with_their_identity() -> None:
    first, second = machines("Type;Modèle;Série\n" + "portable;Latitude;640HP72\n" * 2)
    assert first.identity == second.identity == ("", "latitude", "640hp72")


def test_a_serial_without_a_model_is_no_identity() -> None:
    assert one("Type;Série\nportable;640HP72\n").identity is None


@pytest.mark.parametrize("column", ["Marque", "Modèle", "Processeur"])
@pytest.mark.parametrize(
    "secret", ["Mme X 06 12 34 56 78", "x@exemple.fr", "1 84 12 05 061 123 45"]
)
def test_what_names_a_person_refuses_its_line_without_repeating_it(
    column: str, secret: str
) -> None:
    [why] = refusals(f"Type;{column}\nportable;{secret}\n")
    assert column in why
    assert secret not in why


def test_a_mail_in_the_serial_is_refused_and_a_long_number_is_a_serial() -> None:
    assert refusals("Type;Série\nportable;x@exemple.fr\n")
    assert one("Type;Série\nportable;0612345678\n").facts.serial == "0612345678"


def test_what_is_not_understood_is_left_out_and_said() -> None:
    found = one(
        "Type;RAM;disques;Ecran;Grade;Poids;Batterie;Année de fabrication\n"
        "portable;beaucoup;HS;grand;Z;lourd;150 %;1066\n"
    )
    assert found.facts.model_dump(exclude_none=True) == {}
    assert (found.grade, found.mass_g) == (None, None)
    assert len(found.not_understood) == 7
    assert "«\u00a0RAM\u00a0»\u00a0: «\u00a0beaucoup\u00a0» n’a pas été compris." in (
        found.not_understood
    )


def test_a_stated_year_a_mass_and_a_battery_are_facts() -> None:
    found = one("Type;Poids;Batterie;Année de fabrication\nportable;2,1 kg;85 %;2017\n")
    assert found.mass_g == 2100
    assert found.facts.battery_health_percent == 85
    assert found.facts.year_of_make == 2017


@pytest.mark.parametrize(("cell", "storages"), [("sans disque", ()), ("aucun", ()), ("", None)])
def test_no_disk_is_said_and_an_empty_cell_says_nothing(
    cell: str, storages: tuple[()] | None
) -> None:
    found = one(f"Type;disques;RAM\nportable;{cell};8\n")
    assert found.facts.storages == storages
    assert found.not_understood == ()


def test_disks_told_in_two_columns_are_not_read_by_half() -> None:
    assert one("Type;Disque;SSD\nportable;500 Go;240 Go\n").facts.storages is None


def test_quoted_cells_may_hold_separators_quotes_and_line_breaks() -> None:
    text = 'Type,Ecran,Remarques,Marque\nportable,"15,6""","voir\nla charnière",Dell\ntour,,,HP\n'
    first, second = machines(text)
    assert (first.facts.screen_inches, first.facts.maker) == (15.6, "Dell")
    assert (second.facts.maker, second.origin) == ("HP", "lot.csv, ligne 4")


def test_a_quote_in_the_middle_of_a_cell_is_a_quote() -> None:
    assert one('Type;Ecran;Marque\nportable;14";Dell\n').facts.screen_inches == 14


@pytest.mark.parametrize("column", ["Marque", "Remarques"])
def test_a_quote_left_open_swallows_no_machine(column: str) -> None:
    text = (
        f"Type;{column};Ecran\n"
        'portable;"Dell;14\n'
        "tour;HP;\n"
        'tour;Acer;17";\n'
        'portable;Sony;"15\n'
        "tablette;Apple;\n"
    )
    read_lines = [entry.origin for entry in read(text)]
    assert read_lines == [f"lot.csv, ligne {number}" for number in (2, 3, 4, 5, 6)]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ('Type;Marque;Modèle;RAM;Ecran\nportable;"Dell\ntour;Acer";X\n', [2, 3]),
        ('Type;Marque;RAM;Ecran\nportable;"Dell\ntour;Acer";8;14\n', [2, 3]),
        ('Type;Remarques;Note;RAM\nportable;"x\ntour;y";8\n', [2, 3]),
        ('Type;Remarques\ntour;"abc\nportable\n', [2, 3]),
        ('Type;Remarques;RAM\nportable;"x\ntour;y;8\ntour;"z;8\n', [2, 3, 4]),
    ],
)
def test_a_quote_left_open_swallows_no_short_line_either(text: str, lines: list[int]) -> None:
    assert [entry.origin for entry in read(text)] == [f"lot.csv, ligne {line}" for line in lines]


def test_a_quote_left_open_shifts_no_cell_of_its_own_line() -> None:
    found = one('Type;Marque;Modèle;Ecran;RAM\nportable;"Dell;Latitude;14";8\n')
    assert (found.facts.maker, found.facts.model) == ("Dell", "Latitude")
    assert (found.facts.screen_inches, found.facts.memory_mb) == (14, 8192)


def test_a_quoted_size_may_go_on_after_its_quotes() -> None:
    found = one('Type,Ecran,Marque\nportable,"15,6" pouces,Dell\n')
    assert (found.facts.screen_inches, found.facts.maker) == (15.6, "Dell")


def test_a_short_line_with_a_quote_is_a_line() -> None:
    assert one('Type;Ecran;Marque;RAM\nportable;14"\n').facts.screen_inches == 14


def test_the_separator_is_the_one_that_finds_most_columns() -> None:
    assert one("Type,Marque,RAM,Note;Type\nportable,Dell,8,\n").facts.maker == "Dell"


def test_a_quote_never_closed_costs_its_line_at_most() -> None:
    rows = "tour;Acer;\n" * 500
    found = read(f'Type;Marque;Ecran\nportable;"Dell\n{rows}')
    assert len(found) == 501
    assert [entry.why for entry in found if isinstance(entry, Unread)] == [
        "Un guillemet de cette ligne n’est pas fermé. Retirez-le ou fermez-le, puis recommencez."
    ]


def test_a_cell_longer_than_a_book_refuses_its_line_only() -> None:
    for cell in ("a" * 200_000, '"' + "a" * 200_000 + '"'):
        found = read(f"Type;Remarques\nportable;{cell}\ntour;\n")
        assert [type(entry) for entry in found] == [Unread, Machine]


def test_a_table_without_a_machine_says_so() -> None:
    assert refusals("Type;Marque\n\n;\n") == ["Ce tableau n’a aucune ligne sous ses titres."]
