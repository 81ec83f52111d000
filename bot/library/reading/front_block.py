"""The block between two `---` lines at the top of a Markdown file, where a person states what the document is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import yaml

from bot import phrases

_FENCE = re.compile(r"(?:---|\.\.\.)[ \t]*")
_LIMIT = 65_536  # characters; nobody writes more about a document, and YAML of any size costs time


def split_front_matter(text: str) -> tuple[Mapping[str, Any], str, tuple[str, ...]]:
    """Return the fields, the text after them, and warnings; a broken block is left in the text.

    Every value is a string or a list of strings as written: YAML shall not turn 1/3/2021 or 09 into something else.
    """
    lines = text.split("\n")
    if not lines or lines[0].rstrip() != "---":
        return {}, text, ()
    end = next((index for index, line in enumerate(lines[1:], 1) if _FENCE.fullmatch(line)), None)
    if end is None:
        # A lone rule at the top of a text is no front matter; something like "key: value" below it is.
        return {}, text, (phrases.FRONT_MATTER_UNCLOSED,) if len(lines) > 1 and ": " in lines[1] else ()
    block = "\n".join(lines[1:end])
    if len(block) > _LIMIT:
        return {}, text, (phrases.front_matter_broken(None),)
    try:
        loaded = yaml.load(block, Loader=yaml.BaseLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        return {}, text, (phrases.front_matter_broken(mark.line + 2 if mark else None),)
    except RecursionError:
        return {}, text, (phrases.front_matter_broken(None),)
    rest = "\n".join(lines[end + 1 :])
    if loaded is None or loaded == "":
        return {}, rest, ()
    if not isinstance(loaded, dict) or not all(isinstance(key, str) for key in loaded):
        return {}, text, (phrases.front_matter_broken(None),)
    return loaded, rest, ()
