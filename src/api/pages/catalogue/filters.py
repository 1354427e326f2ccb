"""What the catalogue is asked: a use and filters, read from its address, written into links."""

from dataclasses import dataclass, replace
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Depends, Query

from api.pages.stock import EpciAsked, KindAsked
from ledger.values import Feature, Use


@dataclass(frozen=True, slots=True)
class Filters:
    """``epci`` is a SIREN; empty texts filter nothing."""

    use: Use
    kind: str = ""
    epci: str = ""
    features: frozenset[Feature] = frozenset()
    soon: bool = False
    """What can be here within a week only."""

    def link(self, **changes: Any) -> str:
        """The address of the page with these changes."""
        new = replace(self, **changes)
        said = [
            ("type", new.kind),
            ("epci", new.epci),
            *(("equipement", feature) for feature in sorted(new.features)),
            ("semaine", "1" if new.soon else ""),
        ]
        text = urlencode([(name, value) for name, value in said if value])
        return f"/catalogue/{new.use}" + (f"?{text}" if text else "")

    @property
    def any(self) -> bool:
        return self != Filters(self.use)


async def _filters(
    use: Use,
    kind: KindAsked,
    siren: EpciAsked,
    equipement: Annotated[list[Feature] | None, Query()] = None,
    semaine: Annotated[str, Query(max_length=3)] = "",
) -> Filters:
    return Filters(use, kind, siren, frozenset(equipement or ()), bool(semaine))


FiltersDep = Annotated[Filters, Depends(_filters)]
