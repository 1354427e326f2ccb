"""French words for the codes of the ledger: one dictionary an enumeration, complete by test."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

STAGE = {
    "unborn": "rien n’est encore enregistré",
    "collected": "il est collecté, pas encore arrivé à l’atelier",
    "received": "il attend son inventaire",
    "in_workshop": "il est sur l’établi",
    "reconditioned": "il est reconditionné, pas encore labellisé",
    "labelled": "il est labellisé, pas encore en stock",
    "stocked": "il est en stock",
    "reserved": "c’est réservé",
    "delivered": "il est arrivé au lieu de remise",
    "with_owner": "il a quitté la filière",
    "in_repair": "il est en réparation pour son propriétaire",
    "lent": "il est prêté pendant une réparation",
    "retired": "il est sorti de la filière",
    "open": "c’est ouvert",
    "closed": "c’est fermé",
    "active": "la structure est active",
    "gone": "la structure a quitté la filière",
    "scheduled": "c’est prévu",
    "cancelled": "c’est annulé",
    "published": "la grille est publiée",
    "submitted": "la commande est enregistrée",
    "waiting": "la commande est sur la liste d’attente",
    "prepared": "la commande est prête à partir",
    "shipped": "la commande est en route",
    "arrived": "la commande est arrivée",
    "handed_over": "l’appareil est remis",
    "expired": "la commande n’a pas été retirée à temps",
    "unmet": "rien n’a pu être trouvé",
    "noted": "le besoin est noté",
    "running": "la tournée circule",
    "ended": "la tournée est arrêtée",
    "printed": "la série est imprimée",
    "kept": "des chiffres sont publiés",
}
STAGE_SHORT = {
    "collected": "Collecté",
    "received": "À inventorier",
    "in_workshop": "Sur l’établi",
    "reconditioned": "Reconditionné",
    "labelled": "Labellisé",
    "stocked": "En stock",
    "reserved": "Réservé",
    "delivered": "Arrivé au lieu de remise",
    "with_owner": "Parti",
    "in_repair": "En réparation",
    "lent": "Prêté",
    "retired": "Sorti de la filière",
}
STEP = {
    "device.collected.v1": "Collecter",
    "device.origin_qualified.v1": "Préciser l’origine",
    "device.shipped.v1": "Envoyer vers un autre lieu",
    "device.received.v1": "Confirmer l’arrivée",
    "device.transfer_refused.v1": "Dire que l’envoi n’est pas reçu",
    "device.transfer_recalled.v1": "Reprendre l’envoi",
    "device.inventoried.v1": "Faire l’inventaire",
    "device.set_formed.v1": "Former un ensemble",
    "device.set_dissolved.v1": "Défaire l’ensemble",
    "device.sticker_bound.v1": "Associer une étiquette",
    "device.sticker_replaced.v1": "Remplacer l’étiquette",
    "device.storage_erased.v1": "Effacer un disque",
    "device.erasure_decided.v1": "Décider d’un effacement douteux",
    "device.erasure_certified.v1": "Faire le certificat d’effacement",
    "device.locks_checked.v1": "Vérifier les verrous",
    "device.part_replaced.v1": "Changer une pièce",
    "device.tested.v1": "Tester",
    "device.reconditioned.v1": "Signer le reconditionnement",
    "device.labelled.v1": "Labelliser",
    "device.label_revoked.v1": "Retirer le label",
    "device.stocked.v1": "Mettre en stock",
    "device.reserved.v1": "Réserver",
    "device.reservation_released.v1": "Annuler la réservation",
    "device.delivered.v1": "Confirmer l’arrivée au lieu de remise",
    "device.handed_over.v1": "Remettre l’appareil",
    "device.sold.v1": "Vendre au public",
    "device.invited_to_workshop.v1": "Inviter à un atelier",
    "device.returned_for_repair.v1": "Reprendre pour réparation",
    "device.given_back.v1": "Rendre après réparation",
    "device.taken_back.v1": "Reprendre définitivement",
    "device.lent.v1": "Prêter pendant une réparation",
    "device.loan_returned.v1": "Reprendre après un prêt",
    "device.retired.v1": "Sortir de la filière",
    "device.corrected.v1": "Corriger une étape",
    "lot.opened.v1": "Ouvrir un lot",
    "lot.qualified.v1": "Préciser l’origine du lot",
    "lot.closed.v1": "Clore le lot",
    "lot.erasure_certified.v1": "Faire le certificat d’effacement du lot",
    "lot.corrected.v1": "Corriger le lot",
    "place.opened.v1": "Ouvrir un lieu",
    "place.changed.v1": "Modifier un lieu",
    "place.minimum_stock_set.v1": "Garder un stock pour la prescription",
    "place.closed.v1": "Fermer un lieu",
    "place.corrected.v1": "Corriger un lieu",
    "organisation.joined.v1": "Ajouter une structure",
    "organisation.left.v1": "Retirer une structure",
    "organisation.corrected.v1": "Corriger une structure",
    "workshop.scheduled.v1": "Prévoir un atelier numérique",
    "workshop.cancelled.v1": "Annuler un atelier numérique",
    "workshop.corrected.v1": "Corriger un atelier numérique",
    "tariff.published.v1": "Publier une grille tarifaire",
    "tariff.corrected.v1": "Corriger une grille à venir",
    "order.submitted.v1": "Commander",
    "order.waitlisted.v1": "Mettre sur la liste d’attente",
    "order.reserved.v1": "Réserver pour la commande",
    "order.released.v1": "Libérer ce qui était réservé",
    "order.prepared.v1": "Préparer la commande",
    "order.shipped.v1": "Envoyer la commande",
    "order.arrived.v1": "Confirmer l’arrivée de la commande",
    "order.handed_over.v1": "Remettre l’appareil commandé",
    "order.shares_changed.v1": "Changer qui paie quoi",
    "order.payment_received.v1": "Enregistrer un paiement",
    "order.expiry_announced.v1": "Annoncer la fin de la commande",
    "order.expired.v1": "Clore une commande non retirée",
    "order.cancelled.v1": "Annuler la commande",
    "order.unmet.v1": "Clore sans solution",
    "order.corrected.v1": "Corriger une commande",
    "fund.opened.v1": "Ouvrir l’exercice du fonds",
    "fund.ceilings_set.v1": "Changer les plafonds du fonds",
    "fund.credited.v1": "Créditer le fonds",
    "fund.committed.v1": "Engager une part du fonds",
    "fund.released.v1": "Libérer une part du fonds",
    "fund.spent.v1": "Dépenser une part engagée",
    "fund.spent_at_till.v1": "Payer une part en caisse",
    "fund.refunded_at_till.v1": "Rendre au fonds sa part d’une vente",
    "fund.carried_over.v1": "Reporter ce qui reste d’un exercice",
    "fund.seller_paid.v1": "Noter un paiement du fonds à un vendeur",
    "fund.closed.v1": "Clore l’exercice du fonds",
    "fund.corrected.v1": "Corriger le fonds",
    "till.opened.v1": "Ouvrir une caisse",
    "till.sale_made.v1": "Vendre en caisse",
    "till.sale_refunded.v1": "Rembourser une vente",
    "till.counted.v1": "Compter la caisse",
    "till.corrected.v1": "Corriger la caisse",
    "need.noted.v1": "Noter un besoin",
    "need.corrected.v1": "Corriger un besoin",
    "round.planned.v1": "Prévoir une tournée",
    "round.changed.v1": "Modifier une tournée",
    "round.ended.v1": "Arrêter une tournée",
    "round.corrected.v1": "Corriger une tournée",
    "meeting.scheduled.v1": "Prévoir une réunion",
    "meeting.cancelled.v1": "Annuler une réunion",
    "meeting.action_decided.v1": "Décider d’une action",
    "meeting.action_settled.v1": "Clore une action",
    "meeting.corrected.v1": "Corriger une réunion",
    "batch.printed.v1": "Imprimer des étiquettes vierges",
    "batch.sent.v1": "Envoyer une série d’étiquettes",
    "batch.voided.v1": "Annuler des étiquettes",
    "batch.corrected.v1": "Corriger une série d’étiquettes",
    "statistics.period_closed.v1": "Clore une période",
    "statistics.totals_counted.v1": "Compter les totaux d’une période",
    "statistics.released.v1": "Publier un tableau",
    "statistics.keys_destroyed.v1": "Détruire les clés d’une période",
    "statistics.corrected.v1": "Corriger le nombre de clés détruites",
}
SUBJECT = {
    "device": "Cet appareil",
    "lot": "Ce lot",
    "place": "Ce lieu",
    "organisation": "Cette structure",
    "workshop": "Cet atelier",
    "tariff": "Cette grille",
    "order": "Cette commande",
    "fund": "Cet exercice du fonds",
    "till": "Cette caisse",
    "need": "Ce besoin",
    "round": "Cette tournée",
    "meeting": "Cette réunion",
    "batch": "Cette série d’étiquettes",
    "statistics": "Cette publication",
}
KIND = {
    "laptop": "ordinateur portable",
    "desktop": "unité centrale",
    "all_in_one": "ordinateur tout-en-un",
    "mini_pc": "mini-ordinateur",
    "tablet": "tablette",
    "smartphone": "smartphone",
    "screen": "écran",
    "printer": "imprimante",
    "multifunction": "imprimante multifonction",
    "keyboard": "clavier",
    "mouse": "souris",
    "charger": "chargeur",
}
DONOR = {
    "person": "un particulier",
    "company": "une entreprise",
    "association": "une association",
    "public_body": "un organisme public",
    "unknown": "une origine à préciser",
}
DONORS = {
    "person": "particuliers",
    "company": "entreprises",
    "association": "associations",
    "public_body": "organismes publics",
    "unknown": "origine à préciser",
}
LEGAL_STATUS = {"product": "don (réemploi)", "waste": "déchet (réutilisation)"}
USE = {
    "office": "Bureautique",
    "procedures": "Démarches administratives",
    "learning": "Apprendre, étudier",
}
FEATURE = {
    "light": "léger",
    "large_screen": "grand écran",
    "full_keyboard": "clavier complet",
    "touchscreen": "écran tactile",
    "camera": "caméra",
    "screen_reader": "prêt pour un lecteur d’écran",
}
CHANNEL = {"purchase": "achat solidaire (prescription)", "sale": "vente solidaire (à tous)"}
MEANS = {
    "cash": "espèces",
    "card": "carte",
    "cheque": "chèque",
    "transfer": "virement",
    "voucher": "bon d’une structure",
}
ORDER_STAGE = {
    "submitted": "Enregistrée",
    "waiting": "Sur la liste d’attente",
    "reserved": "Réservée",
    "prepared": "Prête à partir",
    "shipped": "En route",
    "arrived": "Arrivée",
    "handed_over": "Remise à la personne",
    "cancelled": "Annulée",
    "expired": "Non retirée",
    "unmet": "Sans solution",
}
ORDER_TASK = {
    "hand_over": "Commandes à remettre",
    "receive": "Commandes à recevoir",
    "send": "Commandes à envoyer",
    "prepare": "Commandes à préparer",
    "wait": "Commandes en attente",
    "elsewhere": "Chez l’autre lieu",
    "ended": "Commandes terminées",
}
SHORTAGE = {
    "stock": "aucun appareil ne convient pour l’instant",
    "money": "le fonds n’a plus assez pour cette commande",
}
ROUTING = {
    "already_here": "il est déjà sur place",
    "on_a_round": "une tournée le dépose",
    "by_road": "c’est le plus proche",
    "chosen": "choisi par la coordination",
}
RELEASE_CAUSE = {
    "rerouted": "un autre lieu sert la commande",
    "defect_found": "un défaut a été trouvé",
}
CANCEL_REASON = {
    "person_gave_up": "la personne ne le souhaite plus",
    "found_elsewhere": "la personne a trouvé ailleurs",
    "ordered_by_mistake": "commande faite par erreur",
    "not_affordable": "le reste à payer est trop élevé",
}
NO_TRAINING = {
    "no_time_left": "plus assez de temps ce jour-là",
    "person_tired": "la personne préfère revenir",
    "somebody_fetches_it": "quelqu’un d’autre vient le chercher",
    "network_down": "pas de réseau sur place",
    "already_at_ease": "la personne est déjà à l’aise",
}
PAYER = {"person": "la personne", "third_party": "un tiers", "fund": "le fonds"}
SITUATION = {
    "leaving_home": "quitte le domicile familial",
    "care_leaver": "sort de l’aide sociale à l’enfance",
    "student": "étudie, avec peu de moyens",
    "minimum_income": "reçoit un minimum social, ou cherche un emploi",
    "isolated": "vit dans l’isolement",
    "adapted_equipment": "a besoin d’un équipement adapté",
    "retired": "a pris sa retraite et perdu son ordinateur de travail",
    "not_at_ease": "n’est pas à l’aise avec le numérique",
    "self_employed": "travaille à son compte ou dirige une très petite entreprise",
    "general_public": "choisit le reconditionné ou le logiciel libre",
}
CREDIT_SOURCE = {
    "grant": "subvention",
    "sale_share": "part d’une vente",
    "gift": "don d’une structure",
    "carried_over": "report de l’exercice précédent",
}
MOVEMENT = {
    "credited": "crédit",
    "committed": "engagement",
    "released": "libération",
    "spent": "dépense",
    "spent_at_till": "dépense en caisse",
    "refunded_at_till": "retour d’une vente",
    "carried_over": "report sur un exercice suivant",
    "seller_paid": "paiement à un vendeur",
}
ACCESSORY = {
    "mouse": "souris",
    "keyboard": "clavier",
    "charger": "chargeur",
    "cable": "câble",
    "bag": "sacoche",
    "usb_key": "clé USB",
    "headset": "casque",
    "other": "autre accessoire",
}
REFUND_REASON = {
    "breakdown": "panne",
    "changed_mind": "la personne a changé d’avis",
    "exchanged": "échange",
    "till_mistake": "erreur de caisse",
}
OBSTACLE = {
    "nothing_in_stock": "rien en stock",
    "too_far": "trop loin",
    "not_affordable": "trop cher",
    "nothing_adapted": "rien d’adapté",
    "person_hesitates": "la personne hésite",
}
TERRITORY_PART = {"north": "Nord", "centre": "Centre", "south": "Sud"}
ACTION_OUTCOME = {"done": "faite", "dropped": "abandonnée"}
ROLE = {
    "collection_point": "point de collecte",
    "refurbishing_shop": "atelier de reconditionnement",
    "ressourcerie": "ressourcerie",
    "hand_over_place": "lieu de remise",
    "workshop_place": "lieu d’ateliers numériques",
}
ACCESS_ROLE = {
    "operator": "opérateur",
    "prescriber": "prescripteur",
    "counter": "caisse",
    "coordinator": "coordination",
    "funder": "financeur",
    "administrator": "administration",
}
SCOPE = {"read": "lire", "record": "enregistrer"}
FUNCTION = {
    "power": "l’allumage",
    "display": "l’écran",
    "video_output": "la sortie vidéo",
    "video_input": "les entrées vidéo",
    "keyboard": "le clavier",
    "pointing": "le pavé tactile ou la souris",
    "touchscreen": "l’écran tactile",
    "buttons": "les boutons",
    "sound": "le son",
    "microphone": "le micro",
    "camera": "la caméra",
    "wifi": "le Wi-Fi",
    "bluetooth": "le Bluetooth",
    "wired_network": "le réseau filaire",
    "cellular": "le réseau mobile",
    "usb": "les prises USB",
    "storage": "la santé du disque",
    "memory": "la mémoire",
    "battery": "la batterie",
    "charging": "la charge",
    "cooling": "le refroidissement",
    "optical_drive": "le lecteur de disques",
    "printing": "l’impression",
    "scanning": "la numérisation",
}
OUTCOME = {
    "passed": "marche",
    "failed": "ne marche pas",
    "not_fitted": "n’existe pas sur ce modèle",
}
PART = {
    "storage": "disque",
    "memory": "mémoire",
    "battery": "batterie",
    "screen": "écran",
    "keyboard": "clavier",
    "touchpad": "pavé tactile",
    "charger": "chargeur",
    "power_supply": "alimentation",
    "cooling": "refroidissement",
    "motherboard": "carte mère",
    "network_card": "carte réseau",
    "camera": "caméra",
    "casing": "coque",
    "other": "autre pièce",
}
NEW_PART = PART | {"ssd": "SSD", "hdd": "disque dur", "storage": "autre disque"}
MEASURE = {
    "co2e": "gaz à effet de serre",
    "materials": "matières premières",
    "e_waste": "déchets électroniques",
}
MEASURE_UNIT = {
    "co2e": "kg CO₂e évités par année d’utilisation",
    "materials": "kg de matières premières évités par année d’utilisation",
    "e_waste": "g de déchets électroniques évités par année d’utilisation",
}
CONDITION = {"new": "neuve", "second_hand": "d’occasion"}
WORK = {
    "cleaned": "nettoyage complet",
    "system_installed": "système installé de zéro",
    "updated": "mises à jour",
    "memory_added": "mémoire ajoutée",
    "thermal_paste_renewed": "pâte thermique renouvelée",
    "casing_repaired": "coque réparée",
}
LOCK = {
    "bios": "BIOS verrouillé",
    "mdm": "appareil encore inscrit dans un parc (MDM)",
    "account": "compte de l’ancien propriétaire encore actif",
}
LOCK_HOLDER = {
    "donor": "demandez au donateur de le lever",
    "manufacturer": "demandez au fabricant, avec la preuve du don",
    "nobody_known": "personne ne sait qui peut le lever : prévoyez les pièces",
}
ERASURE_METHOD = {
    "overwrite": "réécriture complète",
    "ata_secure_erase": "effacement sécurisé du disque (ATA)",
    "nvme_sanitize": "effacement sécurisé du disque (NVMe)",
    "crypto_erase": "destruction de la clé de chiffrement",
    "factory_reset": "remise à zéro d’un appareil chiffré",
    "destruction": "destruction du disque",
}
ERASURE_LEVEL = {
    "clear": "simple (clear)",
    "purge": "profond (purge)",
    "destroy": "définitif (destroy)",
}
NO_EVIDENCE = {
    "tool_writes_none": "l’outil n’écrit pas de journal",
    "log_lost": "le journal est perdu",
    "destroyed_in_front_of_us": "détruit devant nous",
}
VERDICT = {
    "erased": "effacé",
    "erased_with_reservations": "effacé, avec un doute",
    "failed": "échec",
}
RESERVATION = {
    "bad_sectors": "des secteurs ont résisté à l’écriture",
    "not_verified": "rien n’a été relu après",
    "hidden_area": "une zone cachée (HPA ou DCO) n’a pas été atteinte",
    "hidden_area_unknown": "l’outil n’a pas pu voir s’il y a une zone cachée",
    "partial": "tout le disque n’a pas été écrit",
    "tool_warned": "l’outil a signalé une anomalie",
    "date_doubtful": "la date du rapport n’est pas sûre",
}
DECISION = {
    "accepted": "accepter : les données sont parties",
    "refused": "refuser : à effacer de nouveau, ou à détruire",
}
GROUND = {
    "read_again": "le disque a été relu, et rien n’y reste",
    "was_encrypted": "le disque était chiffré, et la clé est détruite",
    "sectors_unreadable": "les secteurs en défaut ne se lisent plus",
    "hidden_area_empty": "la zone cachée a été regardée : elle est vide, ou celle du fabricant",
    "clock_was_wrong": "c’est bien cet effacement, l’horloge de la machine était fausse",
}
ERASURE_FATE = {
    "erased": "effacé",
    "accepted": "effacé, avec un doute accepté par une personne",
    "in_doubt": "effacé, avec un doute à décider",
    "failed": "effacement en échec",
    "not_erased": "pas encore effacé",
}
STORAGE_KIND = {
    "hdd": "disque à plateaux",
    "ssd": "SSD",
    "nvme": "SSD NVMe",
    "emmc": "mémoire soudée (eMMC)",
    "unknown": "type inconnu",
}
SOURCE = {
    "manual": "saisi à la main",
    "dmidecode": "relevé dmidecode",
    "glpi": "inventaire GLPI",
    "csv": "tableau CSV",
    "lshw": "relevé lshw",
    "smartctl": "relevé smartctl",
    "ereuse": "relevé eReuse",
}
CAPACITY_UNIT = {"mwh": "mWh", "mah": "mAh"}
PRESENCE = {
    "absent": "absent de la liste complète",
    "fitted": "présent, reste à essayer",
    "at_work": "en marche pendant le relevé",
}
GRADE = {"A": "A, très peu de traces", "B": "B, traces d’usage", "C": "C, marques visibles"}
VOID_REASON = {
    "lost": "perdues",
    "spoiled": "abîmées ou mal imprimées",
}
REVOCATION = {
    "defect_found": "un défaut a été trouvé",
    "evidence_invalid": "une preuve n’est pas valable",
    "criteria_changed": "les critères ont changé",
}
RELEASE = {
    "cancelled": "annulée",
    "expired": "expirée",
    "defect_found": "un défaut a été trouvé",
}
RETURN = {
    "breakdown": "panne",
    "not_suited": "ne convient pas",
    "no_longer_needed": "ne sert plus",
    "exchanged": "échange",
}
REPLACEMENT = {"damaged": "abîmée", "lost": "perdue"}
TRANSFER_REFUSAL = {
    "not_arrived": "il n’est pas arrivé",
    "sent_back": "il est refusé, il repart",
}
FATE = {
    "reused": "Partis pour un nouvel usage",
    "ready": "Prêts, dans la filière",
    "in_workshop": "À l’atelier, ou en chemin vers lui",
    "stripped": "Démontés pour leurs pièces",
    "recycled": "Recyclés",
    "lost": "Détruits, perdus ou volés",
}
FATE_OF_ONE = {
    "reused": "Parti pour un nouvel usage",
    "ready": "Prêt, dans la filière",
    "in_workshop": "À l’atelier, ou en chemin vers lui",
    "stripped": "Démonté pour ses pièces",
    "recycled": "Recyclé",
    "lost": "Détruit, perdu ou volé",
}
DESTINATION = {
    "eco_organisme": "éco-organisme",
    "recycling": "recyclage, sans éco-organisme",
    "parts": "pièces détachées",
    "destroyed": "destruction",
    "lost": "perdu",
    "stolen": "volé",
}
TRAINING = {"done": "faite sur place", "booked": "rendez-vous pris"}
THEME = {
    "first_steps": "Premiers pas",
    "internet": "Naviguer sur internet",
    "procedures": "Faire ses démarches en ligne",
    "mail": "Écrire et recevoir des courriels",
    "office": "Écrire une lettre, tenir un tableau",
    "photos": "Ranger ses photos",
    "security": "Éviter les arnaques",
    "care": "Prendre soin de son appareil",
}
CORRECTION = {
    "wrong_subject": "ce n’était pas cet appareil",
    "wrong_step": "ce n’était pas cette étape",
    "wrong_value": "une valeur était fausse",
    "recorded_twice": "enregistré deux fois",
}
CERTIFICATE_CORRECTION = {
    "wrong_value": "ce qu’il dit est faux",
    "wrong_subject": "ce n’était pas ce lot",
    "wrong_step": "il ne fallait pas encore en faire",
    "recorded_twice": "il a été fait deux fois",
}
"""Why a certificate is annulled."""

CREDIT_CORRECTION = {
    "wrong_value": "le montant ou la structure était faux",
    "wrong_subject": "ce n’était pas cet exercice",
    "recorded_twice": "enregistré deux fois",
}
"""Why a credit of the fund is annulled."""

WAY = {
    "device.label_revoked.v1": (
        "Son label ne tient plus ? Retirez-le : l’appareil revient sur l’établi."
    ),
    "device.part_replaced.v1": (
        "Une pièce est changée ? Dites laquelle : l’appareil revient sur l’établi, "
        "et ce qu’elle touche sera à tester."
    ),
    "device.received.v1": "Il vient d’arriver ? Confirmez son arrivée.",
    "device.taken_back.v1": "Son propriétaire le rend ? Reprenez-le : il revient à l’atelier.",
}
"""What brings a device back where a refused step is possible."""

TASK = {
    "receive": "À recevoir",
    "hand_over": "À remettre",
    "deliver": "À envoyer ou à remettre",
    "repair": "À réparer",
    "give_back": "À rendre",
    "loan_back": "À reprendre après un prêt",
    "stock": "À mettre en stock",
    "label": "À labelliser",
    "sign_off": "À signer",
    "recondition": "À reconditionner",
    "inventory": "À inventorier",
    "send_to_shop": "À envoyer à l’atelier",
}
STATE = {
    "available": "disponibles",
    "to_recondition": "à reconditionner",
    "labelled": "labellisés",
    "promised": "promis",
    "in_repair": "en réparation",
    "lent": "prêtés",
}
AVAILABILITY = {"available": "disponible", "limited": "limité", "none": "indisponible"}
SORT = {
    "laptop": "ordinateur portable",
    "desktop": "ordinateur fixe",
    "tablet": "tablette",
    "smartphone": "smartphone",
    "screen": "écran",
}
FLOW = {
    "collected": "collectés",
    "reconditioned": "reconditionnés",
    "labelled": "labellisés",
    "stocked": "mis en stock",
    "sold": "vendus au public",
    "handed_over": "remis sur prescription",
    "retired": "sortis de la filière",
}
VIEW = {
    "actions": "Actions décidées",
    "agenda": "Ateliers numériques",
    "batches": "Séries d’étiquettes",
    "catalogue": "Appareils à réserver",
    "fates": "Devenir des appareils",
    "flows": "Flux",
    "fund_book": "Livre du fonds",
    "funds": "Exercices du fonds",
    "guarantees": "Garanties",
    "loans": "Prêts",
    "lots": "Lots",
    "meetings": "Réunions",
    "needs": "Besoins",
    "orders": "Commandes",
    "organisations": "Structures",
    "parts": "Pièces reprises",
    "passport": "Pages publiques",
    "payments": "Paiements",
    "places": "Lieux",
    "register": "Appareils",
    "releases": "Chiffres publiés",
    "rounds": "Tournées",
    "shelves": "Rayons",
    "sales": "Ventes en caisse",
    "stock": "Stock",
    "tariffs": "Grilles tarifaires",
    "till_counts": "Caisses comptées",
    "tills": "Caisses",
    "worklist": "Travail",
}
ORGANISATION_FORM = {
    "association": "association",
    "public_body": "organisme public",
    "company": "entreprise",
    "social_company": "entreprise solidaire",
}
MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
PARIS = ZoneInfo("Europe/Paris")


def step_name(topic: str) -> str:
    return STEP[topic]


def age(moment: datetime, now: datetime, zone: ZoneInfo = PARIS) -> str:
    """« aujourd’hui », « hier », « il y a 12 jours »."""
    days = (now.astimezone(zone).date() - moment.astimezone(zone).date()).days
    return {0: "aujourd’hui", 1: "hier"}.get(days, f"il y a {days} jours")


def counted(number: int, word: str) -> str:
    """« 1 disque », « 12 disques », « aucun disque »."""
    return f"{number or 'aucun'} {word}{'s' if number > 1 else ''}"


MINUS = "\N{MINUS SIGN}"


def euros(cents: int) -> str:
    """``12345`` as ``123,45 €``; whole euros without cents. What comes off has a minus."""
    whole, rest = divmod(abs(cents), 100)
    number = f"{whole:,}".replace(",", "\u202f")
    return f"{MINUS if cents < 0 else ''}{number}{f',{rest:02}' if rest else ''}\u00a0€"


def day(moment: datetime | date, zone: ZoneInfo = PARIS) -> str:
    """« 12 mars 2026 », « 1er mars 2026 »."""
    local = moment.astimezone(zone) if isinstance(moment, datetime) else moment
    number = "1er" if local.day == 1 else str(local.day)
    return f"{number}\u00a0{MONTHS[local.month - 1]} {local.year}"


def day_and_time(moment: datetime, zone: ZoneInfo = PARIS) -> str:
    """« jeudi 12 mars 2026 à 14 h 30 »."""
    local = moment.astimezone(zone)
    minutes = f"\u00a0{local.minute:02}" if local.minute else ""
    return f"{DAYS[local.weekday()]} {day(local, zone)} à {local.hour}\u00a0h{minutes}"


def minutes(count: int) -> str:
    """``95`` as « 1 h 35 », ``40`` as « 40 min »."""
    hours, rest = divmod(count, 60)
    if not hours:
        return f"{rest}\u00a0min"
    return f"{hours}\u00a0h\u00a0{rest:02}" if rest else f"{hours}\u00a0h"


def month(text: str) -> str:
    """``2026-03`` as « mars 2026 »."""
    year, number = text.split("-")[:2]
    return f"{MONTHS[int(number) - 1]} {year}"


def in_de(word: str) -> str:
    """« de » or « d’ » before a word: « d’avril », « de mars »."""
    return f"d’{word}" if word[:1].lower() in "aeéèêiîoôuyh" else f"de {word}"


def criteria(version: str) -> str:
    """« version 1 » of the label's criteria, for « hautes-alpes-1 »."""
    number = version.rpartition("-")[2]
    return f"version {number if number.isdecimal() else version}"


def capitalised(text: str) -> str:
    """With its first letter a capital, and the others as they are: « Clé USB »."""
    return text[:1].upper() + text[1:]


def located(place: str, commune: str) -> str:
    """« Médiathèque, Chorges »; most names already tell it: « France Services de Laragne »."""
    last = place.rsplit(maxsplit=1)[-1]
    told = commune in place or commune.startswith(f"{last}-")
    return place if told else f"{place}, {commune}"
