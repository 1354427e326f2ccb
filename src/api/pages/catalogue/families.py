"""What the catalogue offers for each use: a few families of device, as people ask for them.

Data, to be reworded by whoever advises: a family is a use, a kind and what the device must have.
A single device, or a whole set, is of a family when the rules of ``ledger.uses`` and
``ledger.features`` say so.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from ledger.values import DeviceKind, Feature, Use
from projections.shelves import Sort


@dataclass(frozen=True, slots=True)
class UseTold:
    """A use, in two plain sentences."""

    lets: str
    does_not: str


USES: Mapping[Use, UseTold] = {
    Use.PROCEDURES: UseTold(
        "Remplir un formulaire, prendre un rendez-vous, lire ses messages, envoyer un document.",
        "Ce n’est pas fait pour écrire longtemps ni pour ouvrir dix pages à la fois.",
    ),
    Use.OFFICE: UseTold(
        "Écrire une lettre ou un CV, tenir un tableau, avec internet à côté.",
        "Ce n’est pas fait pour le montage vidéo ni pour les jeux récents.",
    ),
    Use.LEARNING: UseTold(
        "Suivre un cours à distance, rendre ses devoirs, chercher, prendre des notes.",
        "Ce n’est pas fait pour le dessin en trois dimensions ni pour les jeux récents.",
    ),
}


@dataclass(frozen=True, slots=True)
class Family:
    """A sort of device under the name that people give it."""

    slug: str
    use: Use
    kind: DeviceKind
    title: str
    told: str
    features: frozenset[Feature] = frozenset()

    def sort(self, more: frozenset[Feature] = frozenset()) -> Sort:
        """What is looked for on the shelves, with what else the person needs."""
        return Sort(self.slug, self.use, self.kind, self.features | more)


_LIGHT = frozenset({Feature.LIGHT})
_LARGE = frozenset({Feature.LARGE_SCREEN})
_WITH_ITS_KEYBOARD = frozenset({Feature.FULL_KEYBOARD})
"""A tower has none by itself: only a set with a keyboard, and with it a screen, has it."""

P, O, L = Use.PROCEDURES, Use.OFFICE, Use.LEARNING  # noqa: E741 (three letters, three uses)
K = DeviceKind

FAMILIES: tuple[Family, ...] = (
    Family(
        "portable-leger", P, K.LAPTOP, "Un portable léger pour les démarches",
        "Il tient dans un sac. On l’apporte au rendez-vous.", _LIGHT,
    ),
    Family(
        "portable", P, K.LAPTOP, "Un portable pour les démarches",
        "Un vrai clavier, un écran qui se referme, une place sur n’importe quelle table.",
    ),
    Family(
        "portable-grand-ecran", P, K.LAPTOP, "Un portable à grand écran",
        "On lit sans se pencher. Il est lourd : il reste à la maison.", _LARGE,
    ),
    Family(
        "fixe-complet", P, K.DESKTOP, "Un ordinateur fixe complet avec écran et clavier",
        "Tout est fourni. Il lui faut une table et une prise.", _WITH_ITS_KEYBOARD,
    ),
    Family(
        "tout-en-un", P, K.ALL_IN_ONE, "Un ordinateur tout-en-un",
        "L’ordinateur est dans l’écran : un seul câble à brancher.",
    ),
    Family(
        "tablette", P, K.TABLET, "Une tablette",
        "On touche l’écran, sans clavier ni souris. Bien pour lire et répondre.",
    ),
    Family(
        "smartphone", P, K.SMARTPHONE, "Un smartphone",
        "Dans la poche, avec un petit écran. Il faut une carte SIM à soi.",
    ),
    Family(
        "portable-leger", O, K.LAPTOP, "Un portable léger pour écrire",
        "Il tient dans un sac. On travaille où l’on veut.", _LIGHT,
    ),
    Family(
        "portable", O, K.LAPTOP, "Un portable pour la bureautique",
        "Un vrai clavier, et assez de force pour écrire avec internet à côté.",
    ),
    Family(
        "portable-grand-ecran", O, K.LAPTOP, "Un portable à grand écran",
        "Une lettre entière se voit d’un coup. Il reste plutôt à la maison.", _LARGE,
    ),
    Family(
        "fixe-complet", O, K.DESKTOP, "Un ordinateur fixe complet avec écran et clavier",
        "Le plus confortable pour écrire longtemps. Il lui faut une table.", _WITH_ITS_KEYBOARD,
    ),
    Family(
        "fixe-seul", O, K.DESKTOP, "Une unité centrale",
        "Pour qui a déjà un écran et un clavier, ou en prendra à part.",
    ),
    Family(
        "mini-ordinateur", O, K.MINI_PC, "Un mini-ordinateur",
        "Une petite boîte derrière l’écran, pour qui manque de place.",
    ),
    Family(
        "tout-en-un", O, K.ALL_IN_ONE, "Un ordinateur tout-en-un",
        "L’ordinateur est dans l’écran : un seul câble à brancher.",
    ),
    Family(
        "portable-leger", L, K.LAPTOP, "Un portable léger pour les études",
        "Il tient dans un sac de classe : il va en cours et revient.", _LIGHT,
    ),
    Family(
        "portable", L, K.LAPTOP, "Un portable pour apprendre",
        "Pour suivre un cours et rendre ses devoirs à la maison.",
    ),
    Family(
        "tout-en-un", L, K.ALL_IN_ONE, "Un ordinateur tout-en-un",
        "Pour toute la famille, dans une pièce à vivre.",
    ),
    Family(
        "tablette", L, K.TABLET, "Une tablette",
        "Pour suivre un cours et lire. Pour rédiger, un portable convient mieux.",
    ),
)  # fmt: skip


def families(use: Use, kind: str = "") -> list[Family]:
    """Those of a use, of one kind or of all, in the order people ask for them."""
    return [each for each in FAMILIES if each.use is use and kind in {"", each.kind}]


def find_family(use: Use, slug: str) -> Family | None:
    return next((each for each in families(use) if each.slug == slug), None)
