"""How it was counted and what is guaranteed, in words without mathematics."""

from collections.abc import Iterator

from api.reporting.scope import Scope
from api.statistics.guarantees import GUARANTEED, HOW, NOT_GUARANTEED, OF_A_YEAR
from labels.report import Heading, Part, Words

PAPER = (
    "Ce PDF n’est pas balisé pour les lecteurs d’écran. Tout ce qu’il dit est aussi en page web, "
    "aux adresses qu’il donne."
)


def method(scope: Scope) -> Iterator[list[Part]]:
    yield [
        Heading("Méthode et garanties"),
        *_items(HOW),
        *([Words(OF_A_YEAR, item=True)] if scope.year else []),
    ]
    yield [Heading("Ce qui est garanti, et à qui", 2), *_items(GUARANTEED)]
    yield [
        Heading("Ce qui n’est pas garanti", 2),
        *_items(NOT_GUARANTEED),
        Words(PAPER, item=True),
        Words("La méthode entière, et ses marges :", address=f"{scope.address}/methode"),
    ]


def _items(lines: tuple[str, ...]) -> Iterator[Part]:
    return (Words(line, item=True) for line in lines)
