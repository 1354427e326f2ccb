"""Controls of the forms about erasures: the log that is joined, the level, the certificate."""

from api.erasing import kept as evidence
from api.erasing.certificate import device_certificate
from api.erasing.matching import match
from api.intake import ErasureReport, read_erasures
from api.pages.device.answers import Answers
from ledger import device as d
from ledger.values import Storage

WITHOUT_A_TOOL = frozenset({d.ErasureMethod.DESTRUCTION, d.ErasureMethod.FACTORY_RESET})
WITH_A_TOOL = frozenset(d.ErasureMethod) - WITHOUT_A_TOOL
"""Methods that a program carries out: without its log, it is named, and its version."""
ORDER = (d.Verdict.ERASED, d.Verdict.ERASED_WITH_RESERVATIONS, d.Verdict.FAILED)
"""From what claims most to what claims least."""


def storage_erased(answers: Answers) -> None:
    """Take the log that was joined, and the level that the method is worth."""
    method, level = answers.text("erasure.method"), answers.text("erasure.level")
    destroys = method == d.ErasureMethod.DESTRUCTION
    if not level and method in set(d.ErasureMethod):
        storage = (answers.device.storages or {}).get(answers.text("storage"), Storage(id="?"))
        reached = d.levels(d.ErasureMethod(method), storage.kind)
        answers.texts["erasure.level"] = [reached[0]]
    elif not level:
        answers.texts["erasure.level"] = [d.ErasureLevel.CLEAR]
    elif method and destroys != (level == d.ErasureLevel.DESTROY):
        answers.errors["erasure.level"] = (
            "Le niveau « destroy » est celui d’un disque détruit, et de lui seul."
        )
    kept = _log(answers)
    if kept is None and answers.recorded is None and method in WITH_A_TOOL:
        for name in ("erasure.tool", "erasure.tool_version"):
            if not answers.text(name):
                answers.errors[name] = "Sans journal, dites quel outil, et sa version."
    answers.given["erasure.evidence_sha256"] = kept


def _log(answers: Answers) -> str | None:
    """The hash of the log: kept from now on, or before, or none."""
    settings = answers.house.settings
    kept = next(iter(answers.take("evidence_kept")), None)
    if upload := answers.files.pop("evidence", None):
        try:
            kept = evidence.keep(settings, evidence.read_upload(upload))
            answers.sent.texts["evidence_kept"] = [kept]
        except ValueError as error:
            answers.errors["evidence"] = str(error)
    before = answers.recorded.erasure if isinstance(answers.recorded, d.StorageErased) else None
    recorded = before is not None and kept == before.evidence_sha256
    path = evidence.kept(settings, kept) if kept else None
    if kept and not recorded and path is None:
        answers.errors["evidence"] = "Ce fichier n’est plus là : joignez-le de nouveau."
    elif path:
        _contradicted(answers, path.read_bytes())
    return kept


def _contradicted(answers: Answers, log: bytes) -> None:
    """Refuse to say better of a storage than its own log does."""
    zone = answers.house.settings.timezone
    told = match(answers.device, (), read_erasures("journal", log, zone), "").found
    report: ErasureReport | None = told.get(answers.text("storage"))
    said = answers.text("verdict")
    if report and said in ORDER and ORDER.index(report.verdict) > ORDER.index(d.Verdict(said)):
        answers.errors["verdict"] = (
            "Le journal joint dit moins que cela : déposez-le comme rapport, il remplit tout."
        )


def erasure_certified(answers: Answers) -> None:
    """A certificate is made of what is recorded; nobody types any of it."""
    device, scene = answers.device, answers.scene
    certificate = device_certificate(
        answers.house, device.id, device.version, scene.standing, answers.sent.command
    )
    answers.give("certificate", certificate)
