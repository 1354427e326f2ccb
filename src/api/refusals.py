"""What a person reads when the ledger says no: one status and one French sentence each."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from api.words import (
    FUNCTION,
    LOCK,
    LOCK_HOLDER,
    STAGE,
    SUBJECT,
    capitalised,
    euros,
    step_name,
)
from ledger import errors
from ledger.errors import Lack, LedgerError, Missing, Rule

CONFLICT, NOT_FOUND = HTTPStatus.CONFLICT, HTTPStatus.NOT_FOUND
UNPROCESSABLE = HTTPStatus.UNPROCESSABLE_ENTITY

LACKS: dict[Lack, Callable[[Missing], str]] = {
    Lack.INVENTORY: lambda _: "l’inventaire n’est pas fait",
    Lack.STORAGES_UNREAD: lambda _: (
        "les disques n’ont pas été relevés : dites lesquels, ou qu’il n’y en a pas"
    ),
    Lack.STORAGE_NOT_ERASED: lambda m: f"le disque « {m.what} » n’est pas effacé",
    Lack.ERASURE_FAILED: lambda m: (
        f"l’effacement du disque « {m.what} » a échoué : recommencez, ou détruisez-le"
    ),
    Lack.ERASURE_WITH_RESERVATIONS: lambda m: (
        f"l’effacement du disque « {m.what} » laisse un doute : recommencez, "
        "détruisez-le, ou décidez de l’accepter"
    ),
    Lack.LOCKS_UNCHECKED: lambda _: "les verrous (BIOS, parc, compte) restent à vérifier",
    Lack.LOCK_FOUND: lambda m: f"{LOCK[m.what]} : {LOCK_HOLDER[m.ask]}",
    Lack.FUNCTION_UNTESTED: lambda m: f"à tester : {FUNCTION[m.what]}",
    Lack.FUNCTION_FAILED: lambda m: f"ne marche pas : {FUNCTION[m.what]}",
    Lack.SIGN_OFF: lambda _: "le reconditionnement n’est pas signé",
}

RULES: dict[Rule, str] = {
    Rule.IN_TRANSIT: "L’appareil est en route : confirmez d’abord son arrivée.",
    Rule.NOT_IN_TRANSIT: "Aucun envoi n’est en cours : enregistrez d’abord l’envoi.",
    Rule.NOT_SENT_HERE: "L’appareil a été envoyé vers un autre lieu.",
    Rule.ELSEWHERE: "L’appareil n’est pas dans ce lieu. Vérifiez où il se trouve sur sa page.",
    Rule.SAME_PLACE: "Le lieu de départ et le lieu d’arrivée sont le même.",
    Rule.NO_INVENTORY: "Faites d’abord l’inventaire de l’appareil.",
    Rule.UNKNOWN_STORAGE: "Ce disque ne figure pas à l’inventaire : refaites l’inventaire d’abord.",
    Rule.DUPLICATE_STORAGE: "Deux disques portent le même nom : donnez-leur des noms différents.",
    Rule.CLEAR_AT_MOST: (
        "Réécrire un disque SSD ne vaut que le niveau « simple » : choisissez ce niveau, "
        "ou une autre méthode."
    ),
    Rule.LEVEL_OUT_OF_REACH: (
        "Cette méthode n’atteint pas ce niveau : « destroy » est celui d’un disque détruit, "
        "et de lui seul."
    ),
    Rule.NOTHING_IN_DOUBT: "Aucun effacement de cet appareil n’attend de décision.",
    Rule.LOG_LOST: (
        "Le journal est perdu : plus personne ne peut dire si le disque est effacé. "
        "Effacez-le de nouveau, ou détruisez-le."
    ),
    Rule.NOTHING_ERASED: "Aucun disque n’est effacé : il n’y a rien à certifier.",
    Rule.A_PERSON_DECIDES: "Un programme n’en décide pas : une personne en répond, sur sa page.",
    Rule.NO_LOCK_ON_THIS_KIND: "Ce type d’appareil n’a pas de verrou à vérifier.",
    Rule.FOREIGN_FUNCTION: "Ce type d’appareil n’a pas cette fonction : ôtez-la de la liste.",
    Rule.NOT_OPTIONAL: (
        "Cette fonction existe sur tout appareil de ce type : dites si elle marche ou non."
    ),
    Rule.OWNERS_DATA: (
        "L’appareil est en réparation : ses données sont à son propriétaire, on ne les efface pas."
    ),
    Rule.REPAIR_UNFINISHED: (
        "Une pièce a été changée : testez ce qu’elle touche avant de rendre l’appareil."
    ),
    Rule.ORIGIN_UNKNOWN: (
        "Personne n’a dit d’où vient cet appareil. Il ne peut pas sortir tant que son origine "
        "n’est pas précisée : demandez à qui l’a collecté."
    ),
    Rule.PUBLIC_GIFT: (
        "Cet appareil est un don gratuit d’un organisme public : la loi ne permet de le vendre "
        "que sur prescription."
    ),
    Rule.NOT_THE_LOTS_ORIGIN: (
        "L’origine dite n’est pas celle du lot : reprenez celle du lot, ou qualifiez-le d’abord."
    ),
    Rule.ORIGIN_SETTLED: (
        "L’origine de cet appareil est déjà connue. Si elle est fausse, corrigez l’étape "
        "qui la dit."
    ),
    Rule.ALREADY_IN_A_SET: "L’appareil fait déjà partie d’un ensemble : défaites-le d’abord.",
    Rule.NOT_IN_THIS_SET: "L’appareil ne fait pas partie de cet ensemble.",
    Rule.ANOTHER_RESERVATION: "L’appareil est promis par une autre réservation.",
    Rule.ALREADY_BOUND: "L’appareil a déjà une étiquette : remplacez-la plutôt.",
    Rule.NO_STICKER: "L’appareil n’a pas encore d’étiquette : collez-en une et scannez-la.",
    Rule.STICKER_VOIDED: "Cette étiquette est annulée : jetez-la et prenez-en une autre.",
    Rule.STICKER_OF_ANOTHER_STRUCTURE: (
        "Cette étiquette est d’une série qui appartient à une autre structure : "
        "prenez-en une des vôtres."
    ),
    Rule.NOT_IN_THIS_BATCH: "Cette étiquette n’est pas de cette série : vérifiez son code.",
    Rule.NOT_ITS_STRUCTURE: "Ce lieu est d’une autre structure : rechargez la page.",
    Rule.ON_PAPER: (
        "Ce qui est imprimé ou annulé le reste : annulez les étiquettes qui ne servent pas."
    ),
    Rule.PLACE_CLOSED: "Ce lieu est fermé : choisissez-en un autre.",
    Rule.NO_MONEY_HERE: "Ce lieu n’encaisse pas d’argent : la vente se fait dans une ressourcerie.",
    Rule.SELLER_NOT_ELIGIBLE: (
        "La loi ne permet pas à cette structure de vendre un don d’un organisme public."
    ),
    Rule.SHARES_DO_NOT_ADD_UP: "Les parts payées ne font pas le prix : vérifiez les montants.",
    Rule.NOT_IN_REPAIR: "Un prêt va avec une réparation : ouvrez d’abord celle-ci.",
    Rule.GRID_IN_THE_PAST: "Une grille s’applique au plus tôt aujourd’hui : changez la date.",
    Rule.GRID_PUBLISHED: "Cette grille est déjà publiée.",
    Rule.GRID_IN_FORCE: (
        "Cette grille s’applique déjà : elle ne se corrige pas. Publiez-en une nouvelle."
    ),
    Rule.ANOTHER_GRID: "La grille tarifaire a changé : relisez le prix, puis confirmez.",
    Rule.NOT_IN_THE_GRID: (
        "Ce montant sort de ce que la grille permet : restez entre le plus bas et le plus haut."
    ),
    Rule.THIRD_PARTY_UNNAMED: "Quand un tiers paie, il faut sa structure et son montant.",
    Rule.PERSON_NEVER_PAYS_MORE: "La personne ne paie jamais plus que ce qui lui a été dit.",
    Rule.DEVICE_NOT_PROMISED: "Un appareil de cette commande n’est plus réservé : recommencez.",
    Rule.DEVICE_STILL_PROMISED: "Un appareil de cette commande n’a pas suivi : recommencez.",
    Rule.BELONGS_TO_AN_ORDER: (
        "Cet appareil est promis à une commande : cette étape se fait sur la page de la commande."
    ),
    Rule.FUND_SHARE_NOT_COMMITTED: "La part du fonds n’est pas engagée : recommencez.",
    Rule.FUND_SHARE_STILL_COMMITTED: "La part du fonds est encore engagée : recommencez.",
    Rule.NOT_CARRIED_THERE: (
        "Un exercice clos se reporte sur un exercice plus récent et ouvert : ouvrez-le d’abord."
    ),
    Rule.CARRIED_TOO_MUCH: (
        "Cet exercice n’a plus autant à reporter : relisez son livre, puis recommencez."
    ),
    Rule.NOT_CARRIED: "Le report d’un exercice sur un autre n’est pas complet : recommencez.",
    Rule.NOT_COMMITTED: "Le fonds n’a pas engagé ce montant.",
    Rule.NOTICE_TOO_SHORT: "Le lieu doit être prévenu sept jours avant.",
    Rule.EXPIRY_ANNOUNCED: "La fin de cette commande est déjà annoncée.",
    Rule.SHARE_PAID: "Cette part est déjà payée : elle ne baisse plus et ne change plus de main.",
    Rule.PAID_TWICE: "C’est plus que ce qui reste dû : vérifiez le montant.",
    Rule.RECEIPT_NUMBER: "Un autre reçu vient d’être fait : validez encore une fois.",
    Rule.RECEIPT_STANDS: "Un reçu ne se corrige pas : remboursez la vente, puis refaites-la.",
    Rule.NOT_SOLD: "Un appareil de ce reçu n’est pas vendu : recommencez.",
    Rule.MINIMUM_KEPT: (
        "Ce lieu garde un minimum de ce type pour la prescription : il ne s’en vend plus pour "
        "l’instant. Proposez-en un autre."
    ),
    Rule.NO_SUCH_SALE: "Ce reçu ne porte pas cet appareil : vérifiez le numéro du reçu.",
    Rule.REFUNDED_TOO_MUCH: "C’est plus que ce qui a été payé : vérifiez le montant.",
    Rule.NOT_TAKEN_BACK: "L’appareil doit être repris avant d’être remboursé.",
    Rule.DRAWER_MOVED: "La caisse a bougé depuis : relisez le montant, puis comptez encore.",
    Rule.KEPT_TOO_MUCH: "Il ne peut pas rester plus en caisse que ce qui a été compté.",
    Rule.TIED_TO_ANOTHER: (
        "Cette étape a été écrite avec une autre : elle se défait par une autre étape."
    ),
    Rule.PARTS_IN_ANOTHER: (
        "Une pièce de cet appareil est dans un autre : il reste démonté, là où il est. "
        "Si elle n’y est pas, corrigez d’abord l’étape « Changer une pièce » de l’autre."
    ),
    Rule.COMES_BACK: "Le lieu d’arrivée l’a déjà refusé : il revient à son lieu de départ.",
    Rule.NOT_FOR_PARTS: (
        "Une pièce se prend sur un appareil sorti de la filière pour ses pièces : "
        "vérifiez le code, ou sortez d’abord cet appareil."
    ),
    Rule.SOURCE_ELSEWHERE: (
        "L’appareil démonté est à un autre lieu : une pièce se prend là où sont les deux appareils."
    ),
    Rule.PART_TAKEN: "Cette pièce a déjà été prise sur cet appareil : vérifiez son code.",
    Rule.STORAGE_UNNAMED: (
        "Écrivez le numéro de série du disque : c’est lui qui le suit d’un appareil à l’autre."
    ),
    Rule.NOT_ITS_STORAGE: (
        "L’appareil démonté n’avait pas ce disque : vérifiez son numéro de série."
    ),
    Rule.SLIP_MISSING: (
        "Un éco-organisme donne un bordereau de suivi : écrivez son numéro, "
        "comme BSD-20261125-A1B2C3D4E."
    ),
    Rule.NOT_OF_THIS_LOT: "Cet appareil n’est pas de ce lot.",
    Rule.LOT_SETTLED: "L’origine de ce lot est déjà connue.",
    Rule.ACTION_KNOWN: "Cette action est déjà notée.",
    Rule.ACTION_NOT_OPEN: "Cette action est déjà close.",
    Rule.PERIODS_FOLLOW: (
        "Une autre période vient d’être close : rechargez la page avant de recommencer."
    ),
    Rule.PERIOD_TOO_SMALL: (
        "Moins de 11 remises ou ventes depuis la dernière clôture : attendez. "
        "Le total d’une période est publié tel quel, et si peu en dirait trop."
    ),
    Rule.BUDGET_EXCEEDED: (
        "Les tableaux prévus en diraient trop sur une seule remise : il faut en retirer un."
    ),
    Rule.PERIOD_NOT_CLOSED: "Cette période n’est pas close : rien ne peut encore en être publié.",
    Rule.PERIOD_KEYS_DESTROYED: (
        "Les clés de cette période sont détruites : plus rien ne peut en être tiré."
    ),
    Rule.ANOTHER_CATALOGUE: (
        "Ce tableau n’est pas celui qui était prévu à la clôture : la période garde son catalogue."
    ),
    Rule.COUNTED_ALREADY: (
        "Les totaux de cette période sont déjà publiés : ils ne sont comptés qu’une fois."
    ),
    Rule.TOO_FEW_TO_TELL: (
        "Un de ces totaux laisserait compter moins de 11 personnes : il n’est pas publié."
    ),
    Rule.RELEASED_ALREADY: "Ce tableau est déjà publié : il ne l’est qu’une fois, pour toujours.",
    Rule.NOT_RECONCILED: "Les cases de ce tableau ne font pas le total publié : recalculez-les.",
    Rule.NOT_RELEASED: "Publiez d’abord tous les tableaux de la période, puis détruisez ses clés.",
    Rule.PUBLISHED_STANDS: "Un chiffre publié ne se corrige pas : il reste tel qu’il a été lu.",
}


def _rule(refusal: errors.Forbidden) -> str:
    sentence = RULES[refusal.rule]
    if refusal.rule in {Rule.FOREIGN_FUNCTION, Rule.NOT_OPTIONAL}:
        return f"{capitalised(FUNCTION[refusal.detail])} : {sentence[0].lower()}{sentence[1:]}"
    if refusal.rule is Rule.REPAIR_UNFINISHED:
        functions = ", ".join(FUNCTION[each] for each in refusal.detail.split(", "))
        return f"{sentence[:-1]} : {functions}."
    return sentence


def missing_sentences(missing: tuple[Missing, ...]) -> list[str]:
    """What the label waits for, one short clause each, for a list on a page."""
    return [LACKS[item.lack](item) for item in missing]


def _label(refusal: errors.LabelNotEarned) -> str:
    return f"Il manque encore : {' ; '.join(missing_sentences(refusal.missing))}."


def _price(refusal: errors.PriceRefused) -> str:
    floor = euros(refusal.floor_cents)
    if refusal.price_cents < refusal.floor_cents:
        return f"Le prix est d’au moins {floor} : un achat solidaire n’est pas un don."
    if refusal.cap_cents is None:
        return (
            "La loi ne fixe pas de prix pour cet accessoire donné par un organisme public : "
            "joignez-le à un ordinateur."
        )
    return (
        f"Cet appareil est un don d’un organisme public : son prix va de {floor} "
        f"à {euros(refusal.cap_cents)}."
    )


TAKEN = {
    "batch": "Ces codes sont déjà ceux d’une autre série : validez encore une fois.",
    "sticker": "Cette étiquette est déjà sur un autre appareil : prenez-en une autre.",
    "promise": "Cet appareil vient d’être promis à quelqu’un d’autre.",
    "part": "Cette pièce a déjà été prise sur cet appareil : vérifiez son code.",
    "slip": "Ce ticket existe déjà : validez encore une fois.",
    "fund": "Le fonds de cette année est déjà ouvert.",
    "till": "Ce lieu a déjà une caisse.",
    "certificate": "Ce certificat existe déjà : validez encore une fois.",
    "sale_share": "Le fonds a déjà reçu la part de cette vente.",
}
Sentence = Callable[[Any], str]

SHOWN_AS: dict[type[LedgerError], tuple[HTTPStatus, Sentence]] = {
    errors.BadCode: (NOT_FOUND, lambda _: "Ce code n’existe pas. Vérifiez les neuf caractères."),
    errors.UnknownCommune: (
        UNPROCESSABLE,
        lambda e: f"Le code de commune « {e.insee[:5]} » n’est pas du territoire.",
    ),
    errors.UnknownSubject: (
        NOT_FOUND,
        lambda e: f"{SUBJECT[e.kind]} n’est pas au registre.",
    ),
    errors.AlreadyBegun: (CONFLICT, lambda _: "C’est déjà enregistré."),
    errors.NotAllowed: (
        CONFLICT,
        lambda e: f"« {step_name(e.topic)} » n’est pas possible : {STAGE.get(e.stage, e.stage)}.",
    ),
    errors.Forbidden: (CONFLICT, _rule),
    errors.LabelNotEarned: (CONFLICT, _label),
    errors.PriceRefused: (UNPROCESSABLE, _price),
    errors.SetIncomplete: (
        CONFLICT,
        lambda _: "Cet appareil fait partie d’un ensemble : tout l’ensemble suit la même étape.",
    ),
    errors.ClaimTaken: (
        CONFLICT,
        lambda e: TAKEN.get(e.kind, "C’est déjà pris."),
    ),
    errors.CeilingReached: (
        CONFLICT,
        lambda e: (
            f"Le fonds peut donner {euros(e.left_cents)} au plus, pas {euros(e.asked_cents)} : "
            "un tiers peut compléter, ou la commande peut attendre."
        ),
    ),
    errors.NotEnough: (CONFLICT, lambda _: "Il n’y a plus assez d’argent dans ce fonds."),
    errors.InTheFuture: (
        UNPROCESSABLE,
        lambda _: "Cette étape serait dans le futur : vérifiez la date et l’heure.",
    ),
    errors.Outrun: (
        CONFLICT,
        lambda _: (
            "Quelqu’un vient d’enregistrer une étape sur cet appareil. "
            "Lisez ce qui s’est passé, puis recommencez si c’est encore utile."
        ),
    ),
    errors.CommandReused: (
        CONFLICT,
        lambda _: "Cet envoi porte le numéro d’un autre envoi : rechargez la page.",
    ),
    errors.NothingToCorrect: (CONFLICT, lambda _: "Il n’y a pas d’étape à corriger à cet endroit."),
    errors.CorrectionBreaksLife: (
        CONFLICT,
        lambda e: f"Cette correction rend impossible une étape qui a suivi. {sentence(e.why)}",
    ),
    errors.Corrupt: (
        HTTPStatus.SERVICE_UNAVAILABLE,
        lambda _: "Un enregistrement ne se relit pas. Prévenez l’administrateur.",
    ),
}


def sentence(error: LedgerError) -> str:
    """The French sentence that says why, and what can be done."""
    return SHOWN_AS[type(error)][1](error)


def status(error: LedgerError) -> HTTPStatus:
    return SHOWN_AS[type(error)][0]
