"""What people call a machine: the maker's short name, the marketing name, the processor.

One maker under two names would be two identities: ``Hewlett-Packard`` and ``HP`` are one.
"""

import re

from api.intake.placeholders import said

_MAKERS = {
    "acer": "Acer",
    "apple": "Apple",
    "asus": "ASUS",
    "asustek": "ASUS",
    "dell": "Dell",
    "fujitsu": "Fujitsu",
    "gigabyte": "Gigabyte",
    "google": "Google",
    "hewlett-packard": "HP",
    "hewlett packard": "HP",
    "hp": "HP",
    "lenovo": "Lenovo",
    "micro-star": "MSI",
    "microsoft": "Microsoft",
    "msi": "MSI",
    "packard bell": "Packard Bell",
    "samsung": "Samsung",
    "sony": "Sony",
    "toshiba": "Toshiba",
}
_NO_MAKER = frozenset({"notebook", "laptop", "desktop", "pc"})
"""Clevo and others write the kind of machine where the maker belongs."""

_MARK = re.compile(r"(?:\((?:r|tm)\)|[®™])(-?)", re.IGNORECASE)
"""With the hyphen of ``FX(tm)-6300``, which stays joined; ``Core(TM)2`` becomes two words."""

_AFTER_THE_NAME = re.compile(
    r"@.*|\bwith .*|,? radeon .*|\b(?:\w+-core )?processor\b|\bapu\b|\bcpu\b|^\d+th gen\b",
    re.IGNORECASE,
)
_SHORTEST_MARKETING_NAME = 3


def maker_name(value: object) -> str | None:
    """``ASUSTeK COMPUTER INC.`` is ASUS; a maker that is not in the table keeps its words."""
    maker = said(value)
    if maker is None or maker.casefold() in _NO_MAKER:
        return None
    folded = maker.casefold()
    for start, name in _MAKERS.items():
        if folded.startswith(start) and not folded[len(start) : len(start) + 1].isalnum():
            return name
    return maker


def model_name(maker: str | None, value: object) -> str | None:
    """The model without its maker in front: maker and model are shown side by side."""
    model = said(value)
    if model is None or maker is None:
        return model
    for start in (maker, *(key for key, name in _MAKERS.items() if name == maker)):
        if model.casefold().startswith(f"{start.casefold()} "):
            return said(model[len(start) :]) or model
    return model


def maker_and_model(
    system: tuple[object, object], board: tuple[object, object], marketing: object = None
) -> tuple[str | None, str | None]:
    """Maker and model of a machine, from what its system says, else from its main board.

    Args:
        system: maker and product of the whole machine.
        board: maker and product of the main board. They stand for the machine when the
            product is a placeholder: nobody named a home-built machine, and the board is what
            tells two of them apart by eye (its own makers' ready-made machines do the same).
        marketing: the system's *version*, in which Lenovo writes the name people know
            (``ThinkPad T490s``) and keeps its product for a code (``20NYS04V00``).

    """
    maker, product = maker_name(system[0]), said(system[1])
    if maker == "Lenovo" and (name := model_name(maker, marketing)) and _is_a_name(name):
        return maker, name
    if product is not None:
        return maker, model_name(maker, product)
    board_maker = maker_name(board[0])
    if (board_product := model_name(board_maker, board[1])) is not None:
        return board_maker or maker, board_product
    return maker or board_maker, None


def _is_a_name(text: str) -> bool:
    named = said(text) is not None and text.casefold() not in {"lenovo", "product"}
    return named and len(text) >= _SHORTEST_MARKETING_NAME and text[0].isalpha()


def processor_name(value: object) -> str | None:
    """``Intel(R) Core(TM) i5-6300U CPU @ 2.40GHz`` is ``Intel Core i5-6300U``."""
    text = said(value)
    if text is None:
        return None
    return said(_AFTER_THE_NAME.sub(" ", _MARK.sub(_unmarked, text)))


def _unmarked(mark: re.Match[str]) -> str:
    return mark[1] or " "
