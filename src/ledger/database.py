"""The database the ledger lives in: the one DATABASE_URL names, else a PostgreSQL of our own."""

import fcntl
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import IO

import psutil  # type: ignore[import-untyped]
import psycopg

from ledger.premises import DatabaseUnavailable, Premises, Tell, prepare

__all__ = ["DatabaseUnavailable", "database_url", "refuse_old_server"]

OLDEST_SERVER = 15
"""The oldest PostgreSQL the project is written for; the embedded one is 18."""

PATIENCE_S = 300
"""A server that reads its journal again after a crash may need minutes."""

SILENCE_MAX_S = 2
"""Whoever waits longer is told what for."""

STARTS = 3
"""A server killed with us leaves processes that finish a moment later; until then it is busy."""

LEASH = """
trap '' INT TERM HUP
exec 3<&0
"$@" 3<&- & program=$!
{ read -r _ <&3; while kill -INT $program; do sleep 1; done; } 2>/dev/null & reader=$!
wait $program; code=$?
kill -KILL $reader 2>/dev/null
exit $code
"""
"""Stops the program when our end of the pipe closes, which happens even when we are killed.

It insists: a signal that comes before PostgreSQL is ready to hear it is lost.
"""

SETTINGS = {
    "listen_addresses": "",
    "port": "5432",  # in spite of PGPORT
    "unix_socket_permissions": "0700",
    "shared_buffers": "128MB",
    "jit": "off",
    "timezone": "UTC",
    "log_checkpoints": "off",  # nobody rotates this log
}
FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@contextmanager
def database_url(var: Path, *, durable: bool = True, progress: Tell | None = None) -> Iterator[str]:
    """URL of a database that answers, for as long as the block lasts.

    DATABASE_URL wins. Otherwise PostgreSQL runs on the files of ``var``: the first process
    starts it, a second one shares it, and it stops with the first, however that one ends.
    What must outlast the first process needs DATABASE_URL.

    Args:
        var: folder of the data, made when missing. As root, if the account lent to PostgreSQL
            cannot enter it, the data go to a folder under /var/lib/meleze named after its path.
        durable: False loses data at a power cut and is faster: for tests only.
        progress: called with a French sentence before what may last longer than two seconds.

    Raises:
        DatabaseUnavailable: the server is missing, too old, not in UTF-8 or does not start.

    """
    tell = progress or (lambda _: None)
    if url := os.environ.get("DATABASE_URL"):
        _refuse_unfit(url)
        yield url
        return
    with ExitStack() as stack:
        try:
            place = prepare(var.resolve(), tell)
            lock = stack.enter_context(place.lock.open("a"))
            if _comes_first(lock, place, tell):
                stack.enter_context(_running(place, tell, durable=durable))
        except OSError as error:
            raise DatabaseUnavailable(
                f"Impossible de préparer la base dans {var} ({error}) : lancez Mélèze avec le "
                "compte à qui appartient ce dossier, ou choisissez-en un autre avec MELEZE_VAR."
            ) from error
        yield place.url


def refuse_old_server(server_version: int) -> None:
    """Raise unless we can work there; ``server_version`` as libpq tells it (150004 is 15.4)."""
    major = server_version // 10_000
    if major < OLDEST_SERVER:
        raise DatabaseUnavailable(
            f"Le serveur de DATABASE_URL est un PostgreSQL {major} : "
            f"il faut la version {OLDEST_SERVER} ou une plus récente."
        )


def _refuse_unfit(url: str) -> None:
    try:
        with psycopg.connect(url, connect_timeout=10) as connection:
            refuse_old_server(connection.info.server_version)
            encoding = connection.info.parameter_status("server_encoding")
    except psycopg.OperationalError as error:
        raise DatabaseUnavailable(
            f"La base indiquée par DATABASE_URL ne répond pas : {' '.join(str(error).split())}"
        ) from error
    except psycopg.ProgrammingError:
        # its message quotes the URL, in which there may be a password
        raise DatabaseUnavailable(
            "DATABASE_URL n’est pas l’adresse d’une base "
            "(postgresql://compte:mot-de-passe@serveur/base)."
        ) from None
    if encoding != "UTF8":  # a server installed where no language was chosen has SQL_ASCII
        raise DatabaseUnavailable(
            f"La base indiquée par DATABASE_URL est en {encoding}, il la faut en UTF8 : "
            "créez-en une avec createdb --template=template0 --encoding=UTF8 --locale=C.UTF-8."
        )


def _comes_first(lock: IO[str], place: Premises, tell: Tell) -> bool:
    """True: nobody runs this server, it is ours to start. False: it runs and answers."""
    for _ in _patiently(tell):
        with suppress(BlockingIOError):
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        if _answers(place):
            return False
    raise DatabaseUnavailable(f"PostgreSQL ne répond pas : voyez {place.log}.")


@contextmanager
def _running(place: Premises, tell: Tell, *, durable: bool) -> Iterator[None]:
    for leftover in place.home.glob("pgdata.new-*"):
        # of a creation cut short, which may be removing it at this very moment
        shutil.rmtree(leftover, ignore_errors=True)
    if not place.data.exists():
        _create(place, tell)
    settings = SETTINGS | {"unix_socket_directories": str(place.sockets)}
    if not durable:
        settings |= FORGETFUL
    arguments = [f"--{name}={value}" for name, value in settings.items()]
    for _ in range(STARTS):
        _stop_orphan(place, tell)
        with _leashed(place, "postgres", "-D", str(place.data), *arguments) as server:
            for _ in _patiently(tell):
                if _answers(place):
                    yield
                    return
                if server.poll() is not None:
                    break
        time.sleep(0.5)
    raise DatabaseUnavailable(f"PostgreSQL ne démarre pas : {_last_words(place)}")


def _create(place: Premises, tell: Tell) -> None:
    """Make the data folder whole or not at all: half of one would never start."""
    tell("Création de la base de données (quelques secondes)…")
    draft = Path(tempfile.mkdtemp(prefix="pgdata.new-", dir=place.home))
    if place.account:
        os.chown(draft, *place.account)
    locale = ("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
    options = ("--username=postgres", "--auth=trust", "--encoding=UTF8", *locale)
    with _leashed(place, "initdb", "-D", str(draft), *options) as initdb:
        if initdb.wait() != 0:
            raise DatabaseUnavailable(f"La base n’a pas pu être créée : {_last_words(place)}")
    draft.rename(place.data)


@contextmanager
def _leashed(place: Premises, program: str, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run a program of PostgreSQL, stopped at the end of the block and when we are killed."""
    account = place.account
    with place.log.open("ab") as log:
        process = subprocess.Popen(  # noqa: S603 (the wheel's own programs)
            ["/bin/sh", "-c", LEASH, "sh", str(place.programs / program), *arguments],
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=log,
            cwd="/",
            env={"PATH": os.defpath, "LC_ALL": "C"},  # no secret of ours, no PGPORT
            user=account.uid if account else None,
            group=account.gid if account else None,
            extra_groups=[] if account else None,
            start_new_session=True,  # Ctrl-C reaches us alone; we stop the server when we are done
        )
    with process:  # leaving it closes the pipe and waits
        yield process


def _stop_orphan(place: Premises, tell: Tell) -> None:
    """We hold the lock, so a server that still runs here is an orphan."""
    pid_file = place.data / "postmaster.pid"
    try:
        pid = int(pid_file.read_text().split()[0])
    except FileNotFoundError:
        return
    except (ValueError, IndexError):  # a power cut left it empty
        pid_file.unlink()
        return
    with suppress(psutil.Error):  # it is gone, a zombie, or another account's
        process = psutil.Process(pid)
        if str(place.data) in process.cmdline():
            process.send_signal(signal.SIGINT)
            for _ in _patiently(tell):
                if process.status() == psutil.STATUS_ZOMBIE:
                    break
            else:
                raise DatabaseUnavailable(f"PostgreSQL (processus {pid}) ne s’arrête pas.")
    if psutil.pid_exists(pid):  # a zombie, or the number of another program by now
        pid_file.unlink(missing_ok=True)


def _patiently(tell: Tell) -> Iterator[None]:
    begun, told = time.monotonic(), False
    while (waited_s := time.monotonic() - begun) < PATIENCE_S:
        if waited_s > SILENCE_MAX_S and not told:
            tell("PostgreSQL se prépare ; après un arrêt brutal il relit son journal…")
            told = True
        yield
        time.sleep(0.02)


def _answers(place: Premises) -> bool:
    try:
        psycopg.connect(place.url, connect_timeout=5).close()
    except psycopg.OperationalError:
        return False
    return True


def _last_words(place: Premises) -> str:
    """What the log says at its end, for the sentence that a person will read."""
    lines = place.log.read_text(errors="replace").splitlines()[-5:]
    serious = [line for line in lines if re.search("FATAL|PANIC|error", line)]
    return f"« {(serious or lines or ['(rien)'])[-1]} » ; voyez {place.log}."
