"""The accounts of the financial year: exact, of the whole department, and split no finer."""

from collections.abc import Iterator

from api import words
from api.drawings.french import number
from api.reporting.scope import Book, Scope
from labels.report import Bar, Bars, Beside, Heading, Part, Table, Words

MOST_DRAWN = 12
"""Credits that have a bar, the largest; all of them are in the table."""
ABOUT = (
    "Ces montants sont lus dans le registre, au centime, et sont exacts. Une aide n’y a ni nom, ni "
    "situation, ni lieu : rien n’y est plus fin que le département."
)
SALES = (
    "Les ventes en caisse comptent tout ce que les caisses ont vendu, aux personnes et pour tous "
    "les payeurs, remboursements retirés."
)


def accounts(scope: Scope) -> Iterator[list[Part]]:
    book = scope.book
    if book is None:
        return
    year = book.accounts.year
    before = book.accounts.before
    yield [
        Heading(f"Les comptes de l’exercice {scope.year}"),
        Words(ABOUT),
        Beside(
            _use(book),
            Table(
                "Le fonds et les caisses",
                ("Poste", str(scope.year), str(before.fund.year) if before else "Avant"),
                book.accounts.lines,
                (0.5, 0.25, 0.25),
            ),
            0.4,
        ),
        Words(f"{SALES} {_as_of(scope, book)}", "small"),
    ]
    if year.credits:
        rows = [(name, words.euros(cents)) for name, cents in year.credits]
        yield [
            Heading("Crédits par convention", 2),
            Beside(
                Bars(
                    "Crédits, en euros",
                    [Bar(n, (c,), (words.euros(c),)) for n, c in year.credits[:MOST_DRAWN]],
                ),
                Table(
                    f"Crédits de l’exercice {scope.year}",
                    ("Origine", "Montant"),
                    [*rows, ("Total", words.euros(year.balance.credited_cents))],
                    (0.7, 0.3),
                    foot=True,
                ),
                0.4,
            ),
        ]
    else:
        yield [Words(f"Aucun crédit n’est inscrit à l’exercice {scope.year}.")]
    if target := year.fund.target_orders:
        done = year.helped.orders
        yield [
            Bars(
                "Commandes aidées et objectif",
                [
                    Bar("Commandes aidées", (done,), (number(done),)),
                    Bar("Objectif", (target,), (number(target),)),
                ],
            )
        ]


def _use(book: Book) -> Bars:
    balance, sales = book.accounts.year.balance, book.accounts.year.sales
    told = (
        ("Crédits", balance.credited_cents),
        ("Engagé", balance.committed_cents),
        ("Dépensé", balance.spent_cents),
        ("Disponible", balance.available_cents),
        ("Ventes en caisse", sales.sold_cents - sales.refunded_cents),
    )
    return Bars(
        "En euros",
        [Bar(name, (max(cents, 0),), (words.euros(cents),)) for name, cents in told],
    )


def _as_of(scope: Scope, book: Book) -> str:
    if book.last_moved_at is None:
        return "Le livre de cet exercice n’a encore aucun mouvement."
    moved = "mouvement" if book.movements == 1 else "mouvements"
    return (
        f"Livre du fonds arrêté à son dernier mouvement, le "
        f"{words.day(book.last_moved_at, scope.zone)} ({number(book.movements)} {moved}). Un "
        "exercice ouvert bouge encore : un rapport plus récent peut différer."
    )
