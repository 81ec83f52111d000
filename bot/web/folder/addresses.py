"""Where the pages of the folder are."""

from __future__ import annotations

from urllib.parse import urlencode

from starlette.requests import Request

HOME = "/quan-tri"
FILE = f"{HOME}/tep"
NEW = f"{HOME}/cho"
TRASH = f"{HOME}/thung-rac"


def file_link(file: str, what: str = "", **more: object) -> str:
    """The page of a file, or one of the pages below it."""
    given = {name.replace("_", "-"): value for name, value in more.items() if value not in (None, "", False)}
    return f"{FILE}{what}?{urlencode({'tep': file, **given})}"


def new_link(key: str, **more: object) -> str:
    """The page of a new file."""
    given = {name.replace("_", "-"): value for name, value in more.items() if value not in (None, "", False)}
    return f"{NEW}/{key}?{urlencode(given)}" if given else f"{NEW}/{key}"


def with_word(path: str, key: str, file: str = "") -> str:
    """A page with a word on what was done."""
    more = urlencode({"xong": key, **({"ten": file} if file else {})})
    return f"{path}{'&' if '?' in path else '?'}{more}"


def read_named(request: Request) -> str:
    """The file that an address is about. Raises LookupError where it names none."""
    name = request.query_params.get("tep", "")
    if not name:
        raise LookupError(name)
    return name
