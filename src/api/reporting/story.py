"""The first page: what happened, in letters that are read across a table."""

from collections.abc import Iterator

from api import words
from api.drawings.french import number
from api.reporting.scope import SIDE_BY_SIDE, Scope, span
from api.statistics import files
from api.statistics.figures import Figures
from api.statistics.french import KG, KG_CO2E, between, measured
from labels.report import Giant, Heading, Part, Words

WHAT_IS_COUNTED = (
    "« Personnes équipées » : une par commande remise, une par vente au comptoir avec un appareil. "
    "Ce sont des appareils remis ou vendus qui sont comptés, jamais des identités."
)
EXACT = (
    "Le total est exact. Chaque tableau qui le partage a été tiré une seule fois, avec une marge "
    "voulue, écrite sous lui : on y lit les tendances, on n’y reconnaît personne."
)
HIDDEN = (
    "« Moins de 11 » : le chiffre publié est plus petit, il n’est pas donné. La somme des lignes "
    "peut donc être plus petite que le total."
)
CHANGES = (
    "Une différence qui ne dépasse pas la marge n’est pas une évolution : « non lisible ». « Pas "
    "comparable » : l’une des deux périodes y a moins de 11."
)
POTENTIAL = (
    "Ce qui est évité l’est potentiellement. Personne ne peut le mesurer : chaque chiffre a une "
    "fourchette."
)
PUBLIC = (
    "Édition publique d’une période : que des chiffres publiés, les mêmes pour tous. Les comptes, "
    "par convention, sont dans le rapport d’exercice, que lisent les financeurs."
)
FOR_FUNDERS = (
    "Édition des financeurs : les comptes de l’exercice y sont exacts, pour tout le département. "
    "Rien n’y partage les personnes plus finement que les tableaux publiés."
)


def first_page(scope: Scope) -> Iterator[list[Part]]:
    newest = scope.newest
    about = (
        f"Exercice {scope.year} et ses comptes, avec {_periods(scope)}"
        if scope.year
        else f"Période {newest.period}, {span(newest)}"
    )
    yield [
        Words(f"Mélèze, {scope.territory}", "small"),
        Heading("Rapport d’impact"),
        Words(about, "lead"),
        Giant(number(scope.total), "personnes équipées"),
        *(Words(line, "lead") for line in _told(scope)),
        Words(WHAT_IS_COUNTED, "small"),
    ]
    yield [
        Heading(f"Période {newest.period} : par rapport à la précédente", 2),
        *(Words(line) for line in _compared(newest)),
    ]
    yield [
        Heading("Comment lire ces pages", 2),
        *(Words(line, item=True) for line in (EXACT, HIDDEN, CHANGES, POTENTIAL)),
        Words(FOR_FUNDERS if scope.year else PUBLIC, item=True),
    ]
    yield [Heading("D’où viennent ces chiffres", 2), *_origin(scope)]


def _periods(scope: Scope) -> str:
    many = len(scope.periods)
    return f"ses {many} périodes publiées" if many > 1 else "sa période publiée"


def _told(scope: Scope) -> Iterator[str]:
    for told in scope.shown:
        whole = f"D{span(told)[1:]} : {number(told.total)}, dont" if scope.year else "Où :"
        yield f"{whole} {_where(told)}."
        if len(scope.shown) > SIDE_BY_SIDE:
            continue
        yield _kept(told)
        if told.impact:
            made = told.impact.figures
            e_waste = next(amount for name, _, _, amount in measured(made) if name == "e_waste")
            yield (
                f"Déchets électroniques potentiellement évités : {between(e_waste, KG)}. "
                "Émissions potentiellement évitées : "
                f"{between(made.after_new_parts, KG_CO2E)}, pièces neuves retirées."
            )


def _where(told: Figures) -> str:
    found = ", ".join(f"{each.words} au {each.label.lower()}" for each in told.parts)
    return found or "ce qui a été publié ne le dit pas"


def _kept(told: Figures) -> str:
    devices = next((each.value for each in told.social if each.name == "devices"), None)
    which = f"{number(devices)} appareils" if devices else "Leurs appareils"
    return f"{which} ne sont pas partis au rebut."


def _compared(told: Figures) -> Iterator[str]:
    if told.before is None:
        yield "Aucune période n’est publiée avant celle-ci : rien ne lui est encore comparé."
        return
    yield (
        f"{told.before.words[:1].upper()}{told.before.words[1:]} "
        f"({number(told.before.total)}) : cette différence est exacte."
        + ("" if told.before.lasts_the_same else " Les deux périodes ne durent pas autant.")
    )
    for each in told.parts:
        if each.change:
            yield f"{each.label} : {each.words}, {each.margin_words} ; {each.change}."


def _origin(scope: Scope) -> Iterator[Words]:
    for told in scope.shown:
        yield Words(
            f"Période {told.period}, publiée le {words.day(told.released_at, scope.zone)}, ne "
            "changera plus :",
            "small",
            address=scope.page_of(told),
        )
        digest = files.sha256(files.json_of(told))
        yield Words(f"Empreinte SHA-256 de ses chiffres (JSON) : {digest}", "small")
