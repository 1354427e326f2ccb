"""What pydantic refuses, as one French sentence for each field of a form."""

from collections.abc import Callable, Mapping
from typing import Any

from pydantic import ValidationError

from api.refusals import sentence
from api.units import measure
from ledger.errors import BadCode
from ledger.values import PERSONAL

Rows = Mapping[tuple[str, ...], list[str]]
"""For each table of a form: which row of the form each row of the list came from."""

UNKNOWN = "Cette réponse n’est pas lisible."
TO_FILL = "À remplir."
FROM_THE_LIST = "Choisissez une réponse de la liste."


SENTENCES: dict[str, Callable[[str, dict[str, Any]], str]] = {
    "missing": lambda _name, _: TO_FILL,
    "string_too_short": lambda _name, _: TO_FILL,
    "string_too_long": lambda _name, said: (
        f"C’est trop long : {said['max_length']} signes au plus."
    ),
    "string_pattern_mismatch": lambda _name, _: "Ce texte porte un signe qui n’est pas permis.",
    "enum": lambda _name, _: FROM_THE_LIST,
    "uuid_parsing": lambda _name, _: FROM_THE_LIST,
    "bool_parsing": lambda _name, _: FROM_THE_LIST,
    "int_parsing": lambda _name, _: "Écrivez un nombre en chiffres.",
    "greater_than": lambda name, said: f"Il faut plus que {measure(name, said['gt'])}.",
    "greater_than_equal": lambda name, said: f"Il faut au moins {measure(name, said['ge'])}.",
    "less_than": lambda name, said: f"Il faut moins que {measure(name, said['lt'])}.",
    "less_than_equal": lambda name, said: f"Il faut au plus {measure(name, said['le'])}.",
    "too_short": lambda _name, _: "Il manque une réponse.",
    "too_long": lambda _name, said: f"Il y en a trop : {said['max_length']} au plus.",
}
"""By pydantic's type of error; what is not here is said to be unreadable."""

RULES: dict[str, tuple[str, str]] = {
    "give the hash of the log, or why there is none": (
        "evidence",
        "Joignez le journal, ou dites pourquoi il n’y en a pas : l’un ou l’autre.",
    ),
    "what was erased with reservations is not simply erased": (
        "verdict",
        "Vous dites qu’il y a un doute : choisissez « effacé, avec un doute », ou « échec ».",
    ),
    "say why the doubt is accepted, and only then": (
        "ground",
        "Pour accepter, dites pourquoi ; pour refuser, ne donnez pas de raison.",
    ),
    "say whom to ask when a lock is found, and only then": (
        "ask",
        "Un verrou est trouvé : dites à qui demander de le lever.",
    ),
    "name the storage removed or fitted when the part is one, only then": (
        "part",
        "Pour un disque, dites lequel est ôté ou posé ; pour une autre pièce, n’en dites aucun.",
    ),
    "a part that comes from a device is second-hand": (
        "condition",
        "Une pièce prise sur un appareil est d’occasion.",
    ),
    "a storage that comes from a device is fitted": (
        "source",
        "Dites quel disque est posé : c’est lui qui vient de l’autre appareil.",
    ),
    "a booked training has a date, a done one has none": (
        "training_at",
        "Un rendez-vous pris a une date ; une formation déjà faite n’en a pas.",
    ),
    "only a public body makes a free public gift": (
        "free_public_gift",
        "Seul un organisme public fait un tel don : décochez, ou changez le donateur.",
    ),
    "say who gave it": ("donor", "Dites qui a donné cet appareil."),
    "a round stops once at a place": ("stops", "Le même lieu est cité deux fois."),
    "a device is in a set once": ("codes", "Le même appareil est cité deux fois."),
    "contains a control character": ("", "Ce texte porte un signe invisible : retapez-le."),
    PERSONAL: (
        "",
        (
            "Cela ressemble à un numéro de téléphone, à une adresse ou à un numéro de sécurité "
            "sociale : n’écrivez rien qui désigne quelqu’un."
        ),
    ),
}
"""Rules that hold between fields or inside a text: the field to show them at, and the sentence."""


def french(refused: ValidationError, rows: Rows) -> dict[str, str]:
    """One sentence for each field at fault, by the name it bears in the form."""
    errors: dict[str, str] = {}
    for error in refused.errors():
        name = _name(error["loc"], rows)
        if error["type"] == "value_error":
            cause = error["ctx"]["error"]
            if isinstance(cause.__cause__, BadCode):
                errors.setdefault(name, sentence(cause.__cause__))
                continue
            field, said = RULES.get(str(cause), ("", UNKNOWN))
            errors.setdefault(field or name, said)
        else:
            say = SENTENCES.get(error["type"])
            errors.setdefault(name, say(name, error.get("ctx", {})) if say else UNKNOWN)
    return errors


def _name(place: tuple[int | str, ...], rows: Rows) -> str:
    path: tuple[str, ...] = ()
    for step in place:
        if isinstance(step, str):
            path = (*path, step)
        elif path in rows:
            path = (*path, rows[path][step])
    return ".".join(path)
