"""The protected door: periods are closed, counted, drawn with noise, published; their keys end."""

from api.statistics.books import close, countable, destroy_again, finish, kept_of

__all__ = ["close", "countable", "destroy_again", "finish", "kept_of"]
