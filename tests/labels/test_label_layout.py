"""Whatever the label and the words: all is read, nothing leaves the label, nothing overlaps."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labels import ROLLS, SHEETS, LabelTooSmall, Sticker, Unprintable, symbol
from labels.layout import arrange
from labels.sticker import PT_MM, Area, Layout, Line

AREAS = {sheet.name: sheet.area for sheet in SHEETS.values()}
AREAS |= {roll.name: roll.area for roll in ROLLS.values()}
PAGE = Path(__file__).parents[2] / "docs/explanation/labels.md"
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LONG_NAMES = [
    "Communauté de communes du Guillestrois et du Queyras",
    "Serre-Ponçon Val d’Avance",
    "Saint-Bonnet-en-Champsaur-et-en-Valgaudemar",
    "Alpes-de-Haute-Provence et Hautes-Alpes",
]

every_area = pytest.mark.parametrize("area", AREAS.values(), ids=AREAS)

codes = st.text(ALPHABET, min_size=9, max_size=9).map(lambda c: f"{c[:3]}-{c[3:6]}-{c[6:]}")
words = st.text("aeilmnorstéèçœ’ -WM", min_size=1, max_size=60).filter(lambda text: text.strip())


def lines(layout: Layout, code: str = "7K2-QM9-XDA") -> list[Line]:
    return [*layout.lines, layout.code_line(code)]


def assert_all_in_place(layout: Layout, code: str) -> None:
    """Every line within the part where ink may go, off the symbol, the picture and each other."""
    area, symbol, picture = layout.area, layout.symbol, layout.picture
    right = area.width_mm - area.inset_x_mm
    foot = area.height_mm - area.inset_y_mm
    by_height = sorted(lines(layout, code), key=lambda line: line.baseline_mm)
    for line in by_height:
        assert line.left_mm >= symbol.left_mm + symbol.width_mm
        assert line.left_mm + line.width_mm <= right + 1e-6
        assert line.baseline_mm <= foot
        assert line.baseline_mm - line.size_pt * PT_MM * 0.72 >= area.inset_y_mm - 1e-6
    for above, below in pairwise(by_height):
        assert above.baseline_mm < below.baseline_mm - below.size_pt * PT_MM * 0.72
    if picture is not None:
        assert picture.left_mm + picture.width_mm <= right + 1e-6
        assert picture.top_mm >= area.inset_y_mm - 1e-6
        assert picture.top_mm + picture.height_mm <= foot + 1e-6
        first = by_height[0]
        beside = first.left_mm + max(line.width_mm for line in by_height) <= picture.left_mm
        under = picture.top_mm + picture.height_mm <= first.baseline_mm - first.size_pt * 0.254
        assert beside or under


@every_area
def test_each_paper_of_ours_holds_picture_words_and_code(area: Area) -> None:
    layout = arrange(area, "Reconditionné", "Hautes-Alpes", 33)
    assert_all_in_place(layout, "7K2-QM9-XDA")
    assert [line.text for line in layout.lines if line.part == "territory"] == ["Hautes-Alpes"]
    assert layout.picture is not None
    assert layout.picture.height_mm >= 8


@every_area
def test_the_letters_of_the_code_are_eleven_points_or_more_on_each_paper(area: Area) -> None:
    layout = arrange(area, "Reconditionné", "Hautes-Alpes", 33)
    assert layout.code_line("WWW-WWW-WWW").size_pt >= 11
    assert layout.code_line("WWW-WWW-WWW").squeeze >= 0.68


@every_area
@pytest.mark.parametrize("territory", LONG_NAMES)
def test_a_long_name_is_wrapped_or_made_smaller_never_cut(area: Area, territory: str) -> None:
    layout = arrange(area, "Reconditionné", territory, 33)
    assert_all_in_place(layout, "7K2-QM9-XDA")
    written = [line for line in layout.lines if line.part == "territory"]
    in_order = sorted(written, key=lambda line: line.baseline_mm)
    joined = " ".join(line.text for line in in_order).replace("- ", "-")
    assert joined == territory
    assert all(line.size_pt >= 5 for line in written)


@pytest.mark.parametrize("name", AREAS)
def test_the_page_on_labels_gives_the_true_size_of_symbol_and_letters(name: str) -> None:
    layout = arrange(AREAS[name], "Reconditionné", "Hautes-Alpes", 33)
    dots_per_mm = ROLLS[name].dots_per_mm if name in ROLLS else None
    printed = symbol(
        "HTTPS://R05.FR/A/7K2QM9XDA", side_mm=layout.symbol.width_mm, dots_per_mm=dots_per_mm
    )
    [row] = [row for row in PAGE.read_text().splitlines() if row.startswith(f"| `{name}`")]
    assert f" {printed.side_mm:.1f} " in row
    assert f" {layout.code.size_pt:.1f} pt " in row


@settings(max_examples=150, deadline=None)
@given(
    area=st.sampled_from(list(AREAS.values()))
    | st.builds(Area, st.floats(45, 210), st.floats(20, 150)),
    title=words,
    territory=words,
    code=codes,
)
def test_whatever_is_written_is_on_its_label_or_refused(
    area: Area, title: str, territory: str, code: str
) -> None:
    try:
        layout = arrange(area, title, territory, 33)
    except LabelTooSmall as refusal:
        assert refusal.needed_mm > refusal.given_mm  # noqa: PT017 (either may happen)
        return
    assert_all_in_place(layout, code)


@settings(max_examples=60, deadline=None)
@given(code=codes, area=st.sampled_from(list(AREAS.values())))
def test_every_code_has_its_letters_in_full_on_each_paper(code: str, area: Area) -> None:
    line = arrange(area, "Reconditionné", "Hautes-Alpes", 33).code_line(code)
    assert line.text == code
    assert line.width_mm <= line.room_mm + 1e-9


def test_a_code_that_could_not_be_read_any_more_is_refused() -> None:
    layout = arrange(AREAS["50x30"], "Reconditionné", "Hautes-Alpes", 33)
    with pytest.raises(LabelTooSmall, match="la place du code en lettres") as refusal:
        layout.code_line("WWW-WWW-WWW-WWW")
    assert refusal.value.needed_mm > refusal.value.given_mm


def test_a_name_too_long_for_the_label_is_refused_and_named() -> None:
    with pytest.raises(LabelTooSmall, match="Incommensurablement"):
        arrange(AREAS["50x30"], "Reconditionné", "Incommensurablement" * 3, 33)


def test_words_that_are_long_both_are_refused_on_a_low_label() -> None:
    """Either goes, in three lines; both do not, one above the other."""
    low = Area(48.0, 22.0)
    title = "Reconditionnement particulièrement respectueux"
    territory = "Embrunais Champsaur Guillestrois"
    assert_all_in_place(arrange(low, title, "Hautes-Alpes", 33), "7K2-QM9-XDA")
    assert_all_in_place(arrange(low, "Reconditionné", territory, 33), "7K2-QM9-XDA")
    with pytest.raises(LabelTooSmall, match="la place des mots") as refusal:
        arrange(low, title, territory, 33)
    assert refusal.value.needed_mm > refusal.value.given_mm


@settings(max_examples=60, deadline=None)
@given(words)
def test_the_room_a_refusal_asks_for_is_enough(territory: str) -> None:
    """On a label high enough, whose column is a little wider than what was asked for."""
    try:
        arrange(AREAS["50x30"], "Reconditionné", territory * 2, 33)
    except LabelTooSmall as refusal:
        wide_enough = Area((refusal.needed_mm + 5) / 0.5, 90.0)
        assert_all_in_place(arrange(wide_enough, "Reconditionné", territory * 2, 33), "7K2-QM9-XDA")


def test_the_prompt_is_written_where_there_is_room_and_left_out_elsewhere() -> None:
    def parts(area: Area) -> set[str]:
        return {line.part for line in arrange(area, "Reconditionné", "Hautes-Alpes", 33).lines}

    assert "prompt" in parts(AREAS["L7160"])
    assert "prompt" in parts(AREAS["29x90"])
    assert "prompt" not in parts(AREAS["62x29"])


@pytest.mark.parametrize("word", ["日本", "Łódź", "deux\nlignes", "tab\t", "\N{ZERO WIDTH SPACE}"])
def test_a_word_no_printer_font_holds_is_refused(word: str) -> None:
    with pytest.raises(Unprintable, match="ne s’imprime pas"):
        Sticker("HTTPS://R05.FR/A/7K2QM9XDA", "7K2-QM9-XDA", "Reconditionné", word)


def test_all_of_french_is_printable_its_no_break_spaces_too() -> None:
    french = "À Briançon, l’œuvre d’Ève : ça « naît » où ? Ÿ €"
    narrow = "Vive\N{NARROW NO-BREAK SPACE}! Oui\N{NO-BREAK SPACE}!"
    sticker = Sticker("HTTPS://R05.FR/A/7K2QM9XDA", "7K2-QM9-XDA", french, narrow)
    assert sticker.title == french
    assert sticker.territory == "Vive\N{NO-BREAK SPACE}! Oui\N{NO-BREAK SPACE}!"
