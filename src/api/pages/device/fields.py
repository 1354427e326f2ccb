"""French names of the fields of forms, for the list of what is left to mend."""

from api.words import FUNCTION

NAMES = {
    "happened_at": "Date et heure",
    "kind": "Type d’appareil",
    "donor": "Donateur",
    "free_public_gift": "Don gratuit",
    "legal_status": "Don ou déchet",
    "mass_g": "Masse",
    "place": "Lieu",
    "origin": "Lieu de départ",
    "destination": "Destination",
    "codes": "Étiquettes",
    "companions": "Autres appareils",
    "members": "Autres appareils",
    "instead_of": "Appareil en réparation",
    "code": "Code de l’étiquette",
    "reason": "Raison",
    "why": "Raison",
    "storage": "Disque",
    "verdict": "Résultat",
    "evidence": "Journal de l’effacement",
    "found": "Verrous",
    "ask": "Qui peut le lever",
    "part": "Pièce",
    "condition": "Pièce posée",
    "source": "Appareil démonté",
    "source_code": "Code de l’appareil démonté",
    "removed_storage": "Disque ôté",
    "outcomes": "Fonctions testées",
    "grade": "Aspect",
    "works": "Ce qui a été fait",
    "operating_system": "Système installé",
    "price_cents": "Prix",
    "person_cents": "Reste à payer",
    "third_party_cents": "Payé par un tiers",
    "fund_cents": "Payé par le fonds",
    "training": "Première formation",
    "training_at": "Date du rendez-vous",
    "seller": "Structure qui vend",
    "theme": "Thème",
    "workshop": "Atelier prévu",
    "waste_slip": "Numéro du bordereau",
    "no_storage": "Disques",
    "erasure.method": "Méthode",
    "erasure.level": "Niveau",
    "erasure.tool": "Outil",
    "erasure.tool_version": "Version de l’outil",
    "erasure.no_evidence": "Absence de journal",
    "erasure.verified": "Relecture",
    "erasure.reservations": "Doutes",
    "decision": "Décision",
    "ground": "Raison",
    "facts.maker": "Marque",
    "facts.model": "Modèle",
    "facts.serial": "Numéro de série",
    "facts.year_of_make": "Année de fabrication",
    "facts.processor": "Processeur",
    "facts.processor_cores": "Cœurs",
    "facts.memory_mb": "Mémoire",
    "facts.screen_inches": "Écran",
    "facts.battery_health_percent": "Batterie",
    "facts.storages": "Disques",
}
COLUMNS = {
    "id": "nom",
    "kind": "type",
    "capacity_gb": "taille",
    "serial": "numéro de série",
    "model": "modèle",
}
"""Of one storage."""


def field_name(name: str) -> str:
    """« Disque 2, taille » for ``facts.storages.1.capacity_gb``; empty for the form itself."""
    start, _, column = name.rpartition(".")
    if start.startswith("facts.storages."):
        return f"Disque {int(start.rpartition('.')[2]) + 1}, {COLUMNS[column]}"
    if start == "fitted_storage":
        return f"Disque posé, {COLUMNS[column]}"
    if start == "outcomes":
        return FUNCTION[column][0].upper() + FUNCTION[column][1:]
    return NAMES.get(name, "")
