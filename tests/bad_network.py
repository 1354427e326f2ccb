"""A network that loses answers: the service has committed, and the phone never hears of it."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

SENDING = b"POST /atelier/envois "


@dataclass
class BadNetwork:
    """Between phones and the service. Of what they send, one answer in ``every`` is lost."""

    upstream: tuple[str, int]
    every: int
    sent: int = 0
    lost: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def serve(self, listening: socket.socket) -> None:
        with suppress(OSError):  # closed at the end
            while True:
                phone, _ = listening.accept()
                service = socket.create_connection(self.upstream)
                cut = threading.Event()
                self._start(self._up, phone, service, cut)
                self._start(self._down, phone, service, cut)

    def _start(self, pump: object, *about: object) -> None:
        threading.Thread(target=pump, args=about, daemon=True).start()  # type: ignore[arg-type]

    def _up(self, phone: socket.socket, service: socket.socket, cut: threading.Event) -> None:
        with suppress(OSError):
            while data := phone.recv(65536):
                if data.startswith(SENDING):
                    with self.lock:
                        self.sent += 1
                        if self.sent % self.every == 0:
                            cut.set()
                service.sendall(data)
        _close(phone, service)

    def _down(self, phone: socket.socket, service: socket.socket, cut: threading.Event) -> None:
        with suppress(OSError):
            while data := service.recv(65536):
                if cut.is_set():  # it has answered, hence recorded
                    self.lost += 1
                    break
                phone.sendall(data)
        _close(phone, service)


def _close(*sockets: socket.socket) -> None:
    for each in sockets:
        with suppress(OSError):
            each.shutdown(socket.SHUT_RDWR)
        each.close()


@contextmanager
def bad_network(address: str, every: int) -> Iterator[tuple[BadNetwork, str]]:
    """The network, and the address of the service behind it."""
    where = urlsplit(address)
    assert where.hostname
    assert where.port
    network = BadNetwork((where.hostname, where.port), every)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=network.serve, args=[listening], daemon=True).start()
        yield network, f"http://127.0.0.1:{listening.getsockname()[1]}"
        listening.shutdown(socket.SHUT_RDWR)
