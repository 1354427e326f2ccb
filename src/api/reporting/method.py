"""How it was counted and what is guaranteed, in words without mathematics."""

from collections.abc import Iterator

from api.reporting.scope import Scope
from labels.report import Heading, Part, Words

METHOD = """\
Une période va d’une clôture à la suivante. Elle compte ce qui a été enregistré entre les \
deux : ce qui est saisi en retard compte dans la période suivante.
Le registre ne se réécrit pas. Chaque appareil y a sa vie, étape par étape ; rien n’y dit qui l’a \
reçu. Les tableaux sont faits une seule fois, à la clôture.
Le territoire est celui du lieu de remise ou de vente, dans sa part haut-alpine. Le domicile n’est \
jamais demandé.
La situation est celle que la personne a dite, si elle le voulait, sans preuve. Elle n’est jamais \
croisée avec un territoire, un mois ou un lieu.\
"""
YEARS = "Une période est de l’exercice où tombe son milieu."
GUARANTEES = """\
À chaque personne équipée : les tableaux auraient été presque aussi probables sans elle. Un nombre \
au hasard a été ajouté à chaque case, même vide, avant toute publication.
Cela tient quoi que l’on sache d’ailleurs, et pour toujours : le tirage est fait une fois, \
enregistré, et jamais refait. Page, fichiers et rapport sont le même tirage.
Après la clôture et un délai, les clés qui lisent les situations sont détruites : personne ne peut \
plus recompter. Effacer, rendre ou corriger ne change aucun chiffre publié.\
"""
LIMITS = """\
Le total, et les chiffres dits exacts, sont exacts pour tout le monde.
Les comptes exacts des ventes disent à peu près combien de personnes ont acheté au comptoir.
En dessous d’une vingtaine, un chiffre est surtout du hasard : ne décidez rien sur lui seul.
Qui est équipé deux fois compte deux fois : rien ne relie les deux.\
"""
PAPER = (
    "Ce PDF n’est pas balisé pour les lecteurs d’écran. Tout ce qu’il dit est aussi en page web, "
    "aux adresses qu’il donne."
)


def method(scope: Scope) -> Iterator[list[Part]]:
    yield [
        Heading("Méthode et garanties"),
        *_items(METHOD),
        *([Words(YEARS, item=True)] if scope.year else []),
    ]
    yield [Heading("Ce qui est garanti, et à qui", 2), *_items(GUARANTEES)]
    yield [
        Heading("Ce qui n’est pas garanti", 2),
        *_items(LIMITS),
        Words(PAPER, item=True),
        Words("La méthode entière, et ses marges :", address=f"{scope.address}/methode"),
    ]


def _items(lines: str) -> Iterator[Part]:
    """One a line."""
    return (Words(line, item=True) for line in lines.splitlines())
