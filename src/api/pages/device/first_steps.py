"""What somebody does first with a device that comes out of its box, by kind: three short lines."""

from collections.abc import Mapping

from ledger.values import DeviceKind

K = DeviceKind

_WIFI = "Pour internet, choisissez votre Wi-Fi, puis tapez le code écrit sous votre box."
_OWN_PASSWORD = "Choisissez un mot de passe à vous, et gardez-le pour vous."  # noqa: S105 (a sentence)
_FIXED = (
    "Branchez l’écran, le clavier et la souris, puis le secteur.",
    "Appuyez sur le bouton de l’unité, puis sur celui de l’écran.",
    f"{_WIFI} {_OWN_PASSWORD}",
)
_HANDHELD = (
    "Branchez le chargeur et laissez charger une heure.",
    "Appuyez longtemps sur le bouton du côté.",
    f"{_WIFI} {_OWN_PASSWORD}",
)
_PRINTER = (
    "Branchez le secteur, mettez du papier, puis allumez.",
    "Reliez-la à l’ordinateur par son câble, ou à votre Wi-Fi.",
    "Sur l’ordinateur, ajoutez une imprimante et imprimez une page d’essai.",
)
_PLUGGED = ("Branchez-le à l’ordinateur.", "Essayez-le aussitôt, avec quelqu’un si vous préférez.")

FIRST_STEPS: Mapping[DeviceKind, tuple[str, ...]] = {
    K.LAPTOP: (
        "Branchez le chargeur, puis ouvrez l’écran.",
        "Appuyez une fois sur le bouton d’allumage et attendez une minute.",
        f"{_WIFI} {_OWN_PASSWORD}",
    ),
    K.ALL_IN_ONE: (
        "Branchez le clavier et la souris, puis le secteur.",
        "Appuyez sur le bouton d’allumage et attendez une minute.",
        f"{_WIFI} {_OWN_PASSWORD}",
    ),
    K.DESKTOP: _FIXED,
    K.MINI_PC: _FIXED,
    K.TABLET: _HANDHELD,
    K.SMARTPHONE: _HANDHELD,
    K.SCREEN: (
        "Branchez le secteur, puis le câble de l’ordinateur.",
        "Allumez l’écran, puis l’ordinateur.",
    ),
    K.PRINTER: _PRINTER,
    K.MULTIFUNCTION: _PRINTER,
    K.KEYBOARD: _PLUGGED,
    K.MOUSE: _PLUGGED,
    K.CHARGER: (
        "Branchez-le à l’appareil, puis au secteur.",
        "Le voyant de l’appareil dit qu’il charge.",
    ),
}
