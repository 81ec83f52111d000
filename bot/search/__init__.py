"""Question → hits: preparing what is searched, both searches, fusion, validity."""

from bot.search.identity import Catalogue, bearer_of, catalogue, named_documents, successor_of
from bot.search.query import Prepared, prepare
from bot.search.search import Found, search
from bot.search.validity import ceased_at, ceased_on, validity_at, validity_on

__all__ = [
    "Catalogue",
    "Found",
    "Prepared",
    "bearer_of",
    "catalogue",
    "ceased_at",
    "ceased_on",
    "named_documents",
    "prepare",
    "search",
    "successor_of",
    "validity_at",
    "validity_on",
]
