"""What a label waits for, and why a step is refused: the functions to test in one clause."""

from collections.abc import Iterable

from api.refusals import missing_sentences, sentence
from api.words import FUNCTION
from ledger import LedgerError
from ledger.errors import LabelNotEarned, Lack, Missing

FEW = 4
"""Functions that are named; more of them are counted."""


def clauses(missing: Iterable[Missing]) -> list[str]:
    """One clause for each thing that is missing, in French, without a capital."""
    items = tuple(missing)
    untested = [FUNCTION[item.what] for item in items if item.lack is Lack.FUNCTION_UNTESTED]
    others = [item for item in items if item.lack is not Lack.FUNCTION_UNTESTED]
    said = missing_sentences(tuple(each for each in others if each.lack is not Lack.SIGN_OFF))
    if untested:
        said.append(f"à tester\u00a0: {_list(untested)}")
    return said + missing_sentences(tuple(each for each in others if each.lack is Lack.SIGN_OFF))


def reason(refused: LedgerError) -> str:
    """The sentence that says why, short enough to be read on a phone."""
    if isinstance(refused, LabelNotEarned):
        missing = "\u00a0; ".join(clauses(refused.missing))
        return f"Il manque encore\u00a0: {missing}."
    return sentence(refused)


def _list(names: list[str]) -> str:
    if len(names) <= FEW + 1:
        return ", ".join(names)
    return f"{', '.join(names[:FEW])} et {len(names) - FEW} autres fonctions"
