"""The counter as commands: what is recorded together when one sells, refunds or counts the drawer.

The ledger judges; this composes. Pages, the demonstration and the tests use it.
"""

from api.selling.basket import Basket, Paying, Priced, price
from api.selling.book import Sold, sold
from api.selling.counting import count
from api.selling.guarantee import guaranteed_until
from api.selling.refunding import Returning, refund
from api.selling.sale import sell
from api.selling.shelf import NotForSale, Offer, Piece, Shelf
from api.selling.tills import till_of

__all__ = [
    "Basket",
    "NotForSale",
    "Offer",
    "Paying",
    "Piece",
    "Priced",
    "Returning",
    "Shelf",
    "Sold",
    "count",
    "guaranteed_until",
    "price",
    "refund",
    "sell",
    "sold",
    "till_of",
]
