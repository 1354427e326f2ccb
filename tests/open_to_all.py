"""All that somebody without an account may open: every route that answers them, every link there.

Found by asking, so that a page that is added tomorrow is looked at as well.
"""

import re
from collections import Counter
from collections.abc import Iterable
from html import unescape

from fastapi import FastAPI
from fastapi.testclient import TestClient
from one_of_each import routes_of
from scans import headers

Answer = tuple[int, dict[str, str], bytes]
Seen = dict[str, Answer]

PUBLISHED = ("/chiffres/1", "/chiffres/1.csv", "/chiffres/1.json")
USUAL = (
    "/robots.txt", "/sitemap.xml", "/feed", "/feed.xml", "/rss.xml", "/atom.xml", "/favicon.ico",
    "/.well-known/security.txt", "/epcis", "/epcis/events", "/api/v1/epcis/events",
)  # fmt: skip
"""Where machines ask by themselves, whether or not anything is there."""

_LINK = re.compile(r'(?:href|src)="(/[^"#]*)')
_NUMBER = re.compile(rb"\d+")


def ask(visitor: TestClient, address: str) -> Answer:
    answer = visitor.get(address, follow_redirects=False)
    return answer.status_code, headers(answer), answer.content


def look(visitor: TestClient, addresses: Iterable[str]) -> Seen:
    """Every address as it answers now, whatever it answers."""
    visitor.cookies.clear()
    return {address: ask(visitor, address) for address in addresses}


def addresses_of(app: FastAPI, visitor: TestClient, known: Iterable[str] = ()) -> list[str]:
    """Each address that opens without an account; those that are known, and the usual ones."""
    waiting = [
        path for method, path in routes_of(app.routes) if method == "GET" and "{" not in path
    ]
    waiting += [*known, *USUAL]
    seen: set[str] = set()
    found = []
    while waiting:
        address = waiting.pop()
        if address in seen or address.startswith("/static"):
            continue
        seen.add(address)
        status, said, content = ask(visitor, address)
        if status == 200 or address in USUAL:
            found.append(address)
        if status == 200 and said.get("content-type", "").startswith("text/html"):
            waiting += map(unescape, _LINK.findall(content.decode()))
    return sorted(found)


def numbers(seen: Seen) -> dict[str, Counter[bytes]]:
    """Every number that stands anywhere in an answer: in its words, its drawings, its headers."""
    return {
        address: Counter(_NUMBER.findall(content + str(said).encode()))
        for address, (_, said, content) in seen.items()
    }


def changed(before: Seen, after: Seen) -> list[str]:
    return [address for address in before if before[address] != after[address]]
