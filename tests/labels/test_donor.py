"""The page of a donor: one sheet, its words whole, the same bytes each time."""

import pypdfium2

from labels import DonorCertificate, donor_certificate_pdf

PAGE = DonorCertificate(
    title="Ce que votre don est devenu",
    territory="Hautes-Alpes",
    facts=[("Lot", "B489AFFA"), ("Donné par", "Communauté de communes " * 4)],
    counts=[("Partis pour un nouvel usage", "au moins 1\N{NARROW NO-BREAK SPACE}005")],
    total=("Appareils donnés", "1\N{NARROW NO-BREAK SPACE}200"),
    share="Part réemployée\N{NO-BREAK SPACE}: au moins 83\N{NO-BREAK SPACE}%",
    notes=["Une note qui va jusqu’au bout de la ligne, et même au-delà. " * 6, "Łódź"],
    foot="Arrêté à la position 12.",
)


def words(data: bytes) -> str:
    [page] = pypdfium2.PdfDocument(data)
    return " ".join(page.get_textpage().get_text_range().split())


def test_it_is_one_sheet_with_all_its_words() -> None:
    said = words(donor_certificate_pdf(PAGE))
    assert "Part réemployée : au moins 83 %" in said
    assert said.count("Communauté de communes") == 4
    assert said.count("et même au-delà.") == 6
    assert "1 200" in said
    assert "Arrêté à la position 12." in said


def test_a_sign_that_the_letters_lack_is_shown_as_a_question_mark() -> None:
    assert "?ód?" in words(donor_certificate_pdf(PAGE))


def test_the_same_words_are_the_same_bytes() -> None:
    assert donor_certificate_pdf(PAGE) == donor_certificate_pdf(PAGE)


def test_it_says_its_language_and_its_title() -> None:
    document = pypdfium2.PdfDocument(donor_certificate_pdf(PAGE))
    assert document.get_metadata_value("Title") == PAGE.title
    assert b"/Lang (fr)" in donor_certificate_pdf(PAGE)
