"""What the libraries of the network say to logs: nothing."""

from __future__ import annotations

import logging

# They log addresses, of which a token or the key of a file is a part; some log what people wrote.
_TALKATIVE = ("telegram", "httpx", "httpcore")


def quieten() -> None:
    """Shut the libraries out of every log, whatever level is set and whoever sets it."""
    for name in _TALKATIVE:
        logger = logging.getLogger(name)
        logger.setLevel(logging.CRITICAL + 1)
        logger.propagate = False
        if not logger.handlers:
            logger.addHandler(logging.NullHandler())
