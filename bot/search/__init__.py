"""Question → hits: preparing what is searched, both searches, fusion, validity."""

from bot.search.identity import Catalogue, catalogue, named_documents, successor_of
from bot.search.query import Prepared, prepare
from bot.search.search import Found, search
from bot.search.validity import validity_on

__all__ = [
    "Catalogue",
    "Found",
    "Prepared",
    "catalogue",
    "named_documents",
    "prepare",
    "search",
    "successor_of",
    "validity_on",
]
