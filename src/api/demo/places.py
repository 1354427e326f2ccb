"""Who the demonstration filière is made of: invented structures in real communes."""

from dataclasses import dataclass
from uuid import UUID, uuid5

from ledger.organisation import OrganisationForm
from ledger.values import DonorKind, OrganisationId, PlaceId, PlaceRole

NAMESPACE = UUID("6d656c65-7a65-4000-8000-64656d6f0000")
"""Every id of the demonstration comes from it: loaded twice, it is the same filière."""


def named(name: str) -> UUID:
    return uuid5(NAMESPACE, name)


R = PlaceRole
SHOP_ROLES = frozenset({R.REFURBISHING_SHOP, R.COLLECTION_POINT})
COUNTER_ROLES = frozenset({R.RESSOURCERIE, R.COLLECTION_POINT})
DESK_ROLES = frozenset({R.HAND_OVER_PLACE, R.WORKSHOP_PLACE})
LIBRARY_ROLES = frozenset({R.WORKSHOP_PLACE, R.HAND_OVER_PLACE})
POINT_ROLES = frozenset({R.COLLECTION_POINT})


@dataclass(frozen=True, slots=True)
class Organisation:
    name: str
    form: OrganisationForm
    sells_public_gifts: bool = False

    @property
    def id(self) -> OrganisationId:
        return OrganisationId(named(self.name))


@dataclass(frozen=True, slots=True)
class Place:
    name: str
    organisation: str
    commune: str
    roles: frozenset[PlaceRole]
    takes_money: bool = False

    @property
    def id(self) -> PlaceId:
        return PlaceId(named(self.name))


F = OrganisationForm
ORGANISATIONS = (
    Organisation("Les Ordis du Mélézin", F.ASSOCIATION, sells_public_gifts=True),
    Organisation("La Remise du Buëch", F.SOCIAL_COMPANY, sells_public_gifts=True),
    Organisation("La Recyclerie des Écrins", F.ASSOCIATION, sells_public_gifts=True),
    Organisation("Réseau France Services du territoire", F.PUBLIC_BODY),
    Organisation("Lecture publique des vallées", F.PUBLIC_BODY),
    Organisation("Coopérative Alpha-Cimes", F.COMPANY),
    Organisation("Syndicat des deux Buëch", F.PUBLIC_BODY),
    Organisation("Communes solidaires du Buëch", F.PUBLIC_BODY),
    Organisation("Département exemple", F.PUBLIC_BODY),
)

GAP = Place("Atelier du Mélézin, Gap", "Les Ordis du Mélézin", "05061", SHOP_ROLES)
LARAGNE = Place("Atelier de La Remise, Laragne", "La Remise du Buëch", "05070", SHOP_ROLES)
BRIANCON = Place("Atelier des Écrins, Briançon", "La Recyclerie des Écrins", "05023", SHOP_ROLES)
SHOPS = (GAP, LARAGNE, BRIANCON)

COUNTERS = (
    Place("Boutique du Mélézin, Gap", "Les Ordis du Mélézin", "05061", COUNTER_ROLES, True),  # noqa: FBT003
    Place("Ressourcerie d’Embrun", "Les Ordis du Mélézin", "05046", COUNTER_ROLES, True),  # noqa: FBT003
    Place("Ressourcerie de L’Argentière", "La Recyclerie des Écrins", "05006", COUNTER_ROLES, True),  # noqa: FBT003
    Place("Ressourcerie de Serres", "La Remise du Buëch", "05166", COUNTER_ROLES, True),  # noqa: FBT003
)
_SERVICES = "Réseau France Services du territoire"
_LIBRARIES = "Lecture publique des vallées"
DESKS = (
    Place("France Services de Veynes", _SERVICES, "05179", DESK_ROLES),
    Place("France Services de Guillestre", _SERVICES, "05065", DESK_ROLES),
    Place("France Services de Saint-Bonnet", _SERVICES, "05132", DESK_ROLES),
    Place("France Services de La Bâtie-Neuve", _SERVICES, "05017", DESK_ROLES),
    Place("France Services de Laragne", _SERVICES, "05070", DESK_ROLES),
    Place("France Services de Rosans", _SERVICES, "05126", DESK_ROLES),
    Place("Médiathèque de Gap", _LIBRARIES, "05061", LIBRARY_ROLES),
    Place("Médiathèque d’Embrun", _LIBRARIES, "05046", LIBRARY_ROLES),
    Place("France Services de L’Argentière", _SERVICES, "05006", DESK_ROLES),
    Place("Médiathèque de Chorges", _LIBRARIES, "05040", LIBRARY_ROLES),
    Place("Médiathèque de Briançon", _LIBRARIES, "05023", LIBRARY_ROLES),
    Place("Bibliothèque d’Aspres-sur-Buëch", _LIBRARIES, "05010", LIBRARY_ROLES),
)
POINTS = (
    Place("Déchèterie de Tallard", "Les Ordis du Mélézin", "05170", POINT_ROLES),
    Place("Point de collecte d’Orcières", "Les Ordis du Mélézin", "05096", POINT_ROLES),
    Place("Point de collecte d’Aiguilles", "La Recyclerie des Écrins", "05003", POINT_ROLES),
)
PLACES = (*SHOPS, *COUNTERS, *DESKS, *POINTS)


@dataclass(frozen=True, slots=True)
class Donor:
    """Who gives a lot; how often such lots come, out of a hundred."""

    kind: DonorKind
    share: int
    organisation: str | None = None
    free_public_gift: bool = False


DONORS = (
    Donor(DonorKind.COMPANY, 22, "Coopérative Alpha-Cimes"),
    Donor(DonorKind.COMPANY, 16),
    Donor(DonorKind.PERSON, 26),
    Donor(DonorKind.PUBLIC_BODY, 20, "Syndicat des deux Buëch", free_public_gift=True),
    Donor(DonorKind.PUBLIC_BODY, 6),
    Donor(DonorKind.ASSOCIATION, 7),
    Donor(DonorKind.UNKNOWN, 3),
)
