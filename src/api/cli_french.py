"""argparse in French: its titles, its examples, which stay on one line, and its refusals."""

import argparse
import re
from typing import Any, NoReturn

REFUSALS = (
    (r"the following arguments are required: (.+)", r"il manque {0}"),
    (r"unrecognized arguments: (.+)", r"« {0} » n’est pas compris"),
    (r"argument (.+): invalid choice: (.+) \(choose from (.+)\)", r"{0}, {1} : il y a {2}"),
    (r"argument (.+): invalid \w+ value: (.+)", r"{0} : {1} ne se lit pas"),
    (r"argument (.+): expected (?:one|at least one) argument", r"{0} attend une valeur"),
    (r"argument (.+): not allowed with argument (.+)", r"{0} ne va pas avec {1}"),
    (r"ambiguous option: (.+) could match (.+)", r"{0} peut vouloir dire {1}"),
)
"""What argparse says, as patterns, and the same in French."""


class Help(argparse.HelpFormatter):
    """An example on one line can be copied; other texts are folded to the terminal."""

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        if text.startswith("Exemple"):
            return indent + text
        return super()._fill_text(text, width, indent)


class French(argparse.ArgumentParser):
    """A parser whose help and refusals are in French."""

    def __init__(self, **options: Any) -> None:
        super().__init__(add_help=False, formatter_class=Help, **options)
        self.add_argument("-h", "--help", action="help", help="affiche cette aide")
        self._optionals.title = "options"
        self._positionals.title = "arguments"

    def format_usage(self) -> str:
        return super().format_usage().replace("usage:", "usage :", 1)

    def format_help(self) -> str:
        return super().format_help().replace("usage:", "usage :", 1)

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{french(message)}.\nAide : {self.prog} --help\n")


def french(message: str) -> str:
    """What argparse refuses, in French; its own words when it says something new."""
    for pattern, sentence in REFUSALS:
        if found := re.fullmatch(pattern, message):
            said = sentence.format(*found.groups())
            return said[0].upper() + said[1:]
    return message


def cause(error: OSError) -> str:
    """Why a file cannot be read or written, without the English of the system where we can."""
    if isinstance(error, FileNotFoundError):
        return "ce fichier ou son dossier n’existe pas"
    if isinstance(error, PermissionError):
        return "vous n’y avez pas accès"
    if isinstance(error, IsADirectoryError):
        return "c’est un dossier"
    return error.strerror or "le système ne dit pas pourquoi"
