"""A report as paper: whatever it is given, it is set, and its letters can be copied."""

from papers import reader, text_of

from labels.report import (
    Bar,
    Bars,
    Beside,
    Columns,
    Giant,
    Heading,
    Land,
    Map,
    Part,
    Range,
    Ranges,
    Report,
    Table,
    Words,
    report_pdf,
)


def printed(*parts: Part) -> bytes:
    return report_pdf(Report("Hautes-Alpes", "Essai", "Un essai", "au pied", [parts]))


def test_nothing_to_draw_is_drawn_without_a_bar() -> None:
    for drawing in (Bars("Vide", []), Columns("Vide", []), Ranges("Vide", [])):
        assert "Vide" in text_of(printed(drawing))
    nought = Bars("Rien", [Bar("Personne", (None, 0), ("< 11", "0"))], ("Avant", "Après"))
    assert "Personne < 11 0" in text_of(printed(nought))
    assert "entre" in text_of(printed(Ranges("R", [Range("m", -3, 0, 0, "entre", "kg")])))


def test_a_sign_that_the_letters_lack_is_no_empty_box() -> None:
    text = text_of(printed(Words("Émis : 1\u202f204 kg CO₂e, l’œuvre « à 6 près » → ☃")))
    assert "Émis : 1 204 kg CO2e, l’œuvre « à 6 près » ? ?" in text


def test_what_looks_like_a_mark_up_is_printed_as_it_is() -> None:
    said = "Convention <b>2026</b> & Cie"
    table = Table(said, ("A", "B"), [(said, "1")])
    text = text_of(printed(Heading(said), Words(said), table, Giant("7", said)))
    assert text.count(said) == 5


def test_a_long_table_goes_on_over_the_page_under_its_titles() -> None:
    table = Table("Longue", ("Nom", "Nombre"), [(f"Ligne {row}", str(row)) for row in range(120)])
    pages = reader(printed(Heading("Longue"), table)).pages
    assert len(pages) > 1
    assert all("Nombre" in page.extract_text() for page in pages)
    assert "Ligne 119" in pages[-1].extract_text()


def test_a_table_too_long_to_stand_beside_its_drawing_stands_below() -> None:
    table = Table("Longue", ("Nom", "Nombre"), [(f"Ligne {row}", str(row)) for row in range(90)])
    text = text_of(printed(Beside(Bars("Dessin", [Bar("Un", (1,), ("1",))]), table)))
    assert text.index("Dessin") < text.index("Ligne 0 0") < text.index("Ligne 89 89")


def test_a_label_too_long_for_its_drawing_is_whole_in_its_table() -> None:
    long = "Personnes isolées, retraitées, peu à l’aise avec le numérique, " * 2
    text = text_of(
        printed(Beside(Bars("P", [Bar(long, (3,), ("3",))]), Table("T", ("A", "B"), [(long, "3")])))
    )
    assert f"{long.strip()} 3" in text
    assert "…" in text


def test_a_map_names_its_tones_and_each_land() -> None:
    ring = [(0, 0), (300, 0), (300, 200), (0, 200)]
    lands = [
        Land("Écrins", [ring], tone, (150, 100), radius, told, above=bool(tone))
        for tone, (radius, told) in enumerate(((0, "< 11"), (12, "1 204"), (70, "26")))
    ]
    drawn = Map("Où", (0, 0, 300, 200), lands, ("Nord", "Centre", "Sud"))
    text = text_of(printed(drawn))
    for word in ("Où", "Nord Centre Sud", "< 11 Écrins", "1 204 Écrins", "26 Écrins"):
        assert word in text
