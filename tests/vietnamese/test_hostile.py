"""Texts that are made to cost time: everything stays linear."""

import time

import pytest

from bot.vietnamese import expand, load_restorer, mentions, repair, sentences, terms

HOSTILE = [
    "a" * 20_000,
    "canbo" * 4_000,
    "1-" * 8_000,
    "ba " * 6_000,
    "kl 09 " * 3_000,
    ". " * 8_000,
    "9" * 5_000 + " nghìn năm",
]


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: text[:8])
def test_no_text_takes_long(text: str) -> None:
    restorer = load_restorer()
    lexicon = restorer.lexicon()
    start = time.process_time()
    for read in (terms, mentions, sentences, expand, restorer.restore, lambda one: repair(one, lexicon)):
        read(text)
    assert time.process_time() - start < 10
