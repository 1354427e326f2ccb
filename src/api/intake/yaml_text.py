"""Reads YAML as if it were JSON: the same few kinds of values, and nothing else.

YAML can name objects of a program, and repeat a part by a name until memory is full. None of it
is in the snapshots of eReuse: a document that uses it is refused before anything is built.
"""

import re
from typing import Any

import orjson
import yaml  # type: ignore[import-untyped]

LONGEST = 500_000
"""Characters: ten times the longest snapshot that was seen, and less than two seconds."""

DEEPEST = 50

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_SNAPSHOT = re.compile(r"""^type: ['"]?Snapshot\b""", re.MULTILINE)
_TOO_LONG = "Ce relevé YAML est trop long. Envoyez le même en JSON."
_REFUSED = (
    "Ce relevé YAML nomme des objets, répète des parties ou s’emboîte trop\u00a0: il n’est d’aucun "
    "outil que Mélèze connaît. Envoyez le même en JSON."
)
_BROKEN = "Ce fichier YAML est abîmé ou incomplet. Refaites le relevé et envoyez le fichier entier."


_PLAIN: Any = type("_Plain", (_LOADER,), {"yaml_implicit_resolvers": {}})
"""Knows the values of JSON: in YAML, a date, « no » and « 12:30 » would be something else."""

for _tag, _pattern, _starts in (
    ("null", r"^(?:null|~|)$", ["n", "~", ""]),
    ("bool", r"^(?:true|false)$", ["t", "f"]),
    ("int", r"^-?(?:0|[1-9]\d{0,17})$", [*"-0123456789"]),
    ("float", r"^-?\d{1,18}\.\d{1,18}(?:[eE][-+]?\d{1,2})?$", [*"-0123456789"]),
):
    _PLAIN.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(_pattern), _starts)


def is_snapshot_in_yaml(text: str) -> bool:
    """Whether this looks like a snapshot of eReuse that was written as YAML."""
    return _SNAPSHOT.search(text[:5_000]) is not None


def json_of_yaml(text: str) -> str:
    """The same document in JSON. Raises ``ValueError`` with a French sentence."""
    if len(text) > LONGEST:
        raise ValueError(_TOO_LONG)
    try:
        if not _is_plain(text):
            raise ValueError(_REFUSED)
        return orjson.dumps(yaml.load(text, Loader=_PLAIN)).decode()  # noqa: S506 (a safe one)
    except (yaml.YAMLError, TypeError):  # TypeError: a key that is no text
        raise ValueError(_BROKEN) from None


def _is_plain(text: str) -> bool:
    """Whether nothing is repeated by its name, of a named kind, or nested without end."""
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        if isinstance(event, yaml.AliasEvent) or getattr(event, "tag", None):
            return False
        opens, closes = yaml.CollectionStartEvent, yaml.CollectionEndEvent
        depth += isinstance(event, opens) - isinstance(event, closes)
        if depth > DEEPEST:
            return False
    return True
