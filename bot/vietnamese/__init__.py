"""Text as people write it: normal form, folding with offsets, tokens, sentences, numbers, abbreviations, accents."""

from bot.vietnamese.abbreviations import Change, Expanded, TableProblem, expand, known_abbreviations, load_table
from bot.vietnamese.accents import Restorer, load_restorer
from bot.vietnamese.dictation import in_digits
from bot.vietnamese.document_numbers import DocumentNumber, find_document_numbers, matches
from bot.vietnamese.english import in_vietnamese
from bot.vietnamese.fold import fold, fold_map
from bot.vietnamese.lexicon import Lexicon
from bot.vietnamese.normal import normalise
from bot.vietnamese.numbers import Kind, Mention, mentions, written_number
from bot.vietnamese.sentences import sentences
from bot.vietnamese.tokens import Token, terms, terms_among, tokens
from bot.vietnamese.typed import repair

__all__ = [
    "Change",
    "DocumentNumber",
    "Expanded",
    "Kind",
    "Lexicon",
    "Mention",
    "Restorer",
    "TableProblem",
    "Token",
    "expand",
    "find_document_numbers",
    "fold",
    "fold_map",
    "in_digits",
    "in_vietnamese",
    "known_abbreviations",
    "load_restorer",
    "load_table",
    "matches",
    "mentions",
    "normalise",
    "repair",
    "sentences",
    "terms",
    "terms_among",
    "tokens",
    "written_number",
]
