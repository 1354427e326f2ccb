"""How periods are counted and what is guaranteed, in words without mathematics.

Pages and reports print the same sentences: ``docs/explanation/anonymat.md`` tells more.
"""

_HOW = """\
Une période va d’une clôture à la suivante. Elle compte ce qui a été enregistré entre les \
deux : ce qui est saisi en retard compte dans la période suivante.
Le registre ne se réécrit pas. Chaque appareil y a sa vie, étape par étape ; rien n’y dit qui l’a \
reçu. Les tableaux sont faits une seule fois, à la clôture.
Le territoire est celui du lieu de remise ou de vente, dans sa part haut-alpine. Le domicile n’est \
jamais demandé.
La situation est celle que la personne a dite, si elle le voulait, sans preuve. Elle n’est jamais \
croisée avec un territoire, un mois ou un lieu.\
"""
OF_A_YEAR = "Une période est de l’exercice où tombe son milieu."
_GUARANTEED = """\
À chaque personne équipée : les tableaux auraient été presque aussi probables sans elle. Un nombre \
au hasard a été ajouté à chaque case, même vide, avant toute publication.
Cela tient quoi que l’on sache d’ailleurs, et pour toujours : le tirage est fait une fois, \
enregistré, et jamais refait. Page, fichiers et rapport sont le même tirage.
Après la clôture et un délai, les clés qui lisent les situations sont détruites : personne ne peut \
plus recompter. Effacer, rendre ou corriger ne change aucun chiffre publié.\
"""
_NOT_GUARANTEED = """\
Le total, et les chiffres dits exacts, sont exacts pour tout le monde.
Les comptes exacts des ventes disent à peu près combien de personnes ont acheté au comptoir.
En dessous d’une vingtaine, un chiffre est surtout du hasard : ne décidez rien sur lui seul.
Qui est équipé deux fois compte deux fois : rien ne relie les deux.\
"""
HOW, GUARANTEED, NOT_GUARANTEED = (
    tuple(lines.splitlines()) for lines in (_HOW, _GUARANTEED, _NOT_GUARANTEED)
)
GUARANTEES = {
    "Comment une période est comptée": HOW,
    "Ce qui est garanti, et à qui": GUARANTEED,
    "Ce qui n’est pas garanti": NOT_GUARANTEED,
}
"""By heading, for a page."""
