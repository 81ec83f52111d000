"""Files that admins send: from the platform's own hosts alone, whatever an event names, and not too big."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from bot.channels.zalo_oa.attachments import Attachments
from bot.errors import UnreadableFile
from bot.model import Attachment
from bot.phrases import zalo_oa
from tests.channels.http_by_hand import Reply
from tests.channels.zalo_oa.conftest import Files
from tests.fakes_zalo_oa import FakeOA

CONTENT = "Quy định 65".encode()


def moved(address: str, code: int = 302) -> Reply:
    """An answer that leads elsewhere."""
    return Reply(code, b"", f"text/html\r\nLocation: {address}")


@contextmanager
def fetching(fake: FakeOA, **more: object) -> Iterator[Attachments]:
    """Fetching, where every host but this computer is the stand-in."""
    made = Attachments(transport=Files(fake), **more)  # type: ignore[arg-type]
    try:
        yield made
    finally:
        made.close()


def problem(made: Attachments, address: str, size: int | None = None) -> str:
    """What the person is told whose file is not fetched."""
    with pytest.raises(UnreadableFile) as caught:
        made.fetch(Attachment(address, "a.docx", size))
    assert caught.value.__context__ is None
    return str(caught.value)


def test_a_file_is_fetched(fake: FakeOA) -> None:
    fake.files["f2-zpc.zdn.vn/a/quy-dinh.docx"] = Reply(200, CONTENT)
    with fetching(fake) as made:
        assert made.fetch(Attachment("https://f2-zpc.zdn.vn/a/quy-dinh.docx?k=v", "a.docx", 5)) == CONTENT


def test_where_it_has_moved_within_the_platform_it_is_followed(fake: FakeOA) -> None:
    fake.files["f1.zdn.vn/1"] = moved("/2", 301)
    fake.files["f1.zdn.vn/2"] = moved("https://f3.zdn.vn/3", 307)
    fake.files["f3.zdn.vn/3"] = Reply(200, CONTENT)
    with fetching(fake) as made:
        assert made.fetch(Attachment("https://f1.zdn.vn/1", "a.docx")) == CONTENT


BAD = [
    *("http://f1.zdn.vn/a", "https://zdn.vn.example.vn/a", "https://example.vn/a", "https://evilzdn.vn/a"),
    *("https://zdn.vn/a", "https://127.0.0.1/a", "https://localhost/a", "https://[::1]/a", "https://169.254.169.254/a"),
    *("https://f1.zdn.vn:8443/a", "https://a:b@f1.zdn.vn/a", "https://f1.zdn.vn@127.0.0.1/a", "file:///etc/passwd"),
    *(
        "https://f1.zdn.vn.:443/a",
        "https://f1.zdn.vn%00.example.vn/a",
        "https://f1.zdn.vn\\@127.0.0.1/a",
        "//f1.zdn.vn",
    ),
    *("", "a.docx", "https://", "https://f1。zdn。vn.example.vn/", "ftp://f1.zdn.vn/a", "https://127.0.0.1#.zdn.vn/a"),
    *("https://127.0.0.1?.zdn.vn/a", "https://127.0.0.1/.zdn.vn", "https://0x7f000001/a", "gopher://f1.zdn.vn/a"),
]


@pytest.mark.parametrize("address", BAD)
def test_nothing_else_is_asked(address: str, fake: FakeOA) -> None:
    with fetching(fake) as made:
        assert problem(made, address) == zalo_oa.FILE_NOT_FETCHED
        fake.files["f1.zdn.vn/go"] = moved(address or "http://127.0.0.1/")
        problem(made, "https://f1.zdn.vn/go")
    asked = [one for one in fake.fetched if one != "f1.zdn.vn/go"]
    # A path without a host leads to the same host, and no further.
    assert all(one.startswith("f1.zdn.vn/") for one in asked)
    assert fake.calls == []


def test_it_is_not_led_in_circles(fake: FakeOA) -> None:
    fake.files["f1.zdn.vn/1"] = moved("https://f1.zdn.vn/1")
    with fetching(fake) as made:
        problem(made, "https://f1.zdn.vn/1")
    assert len(fake.fetched) == 4


@pytest.mark.parametrize("reply", [Reply(404, b""), Reply(500, b"<html>"), Reply(204, b""), Reply(302, b"")])
def test_what_is_no_file(reply: Reply, fake: FakeOA) -> None:
    fake.files["f1.zdn.vn/a"] = reply
    with fetching(fake) as made:
        assert problem(made, "https://f1.zdn.vn/a") == zalo_oa.FILE_NOT_FETCHED


def test_what_is_too_big(fake: FakeOA) -> None:
    fake.files["f1.zdn.vn/a"] = Reply(200, b"a" * 1_001)
    fake.files["f1.zdn.vn/b"] = Reply(200, b"a" * 1_000)
    fake.files["f1.zdn.vn/gz"] = Reply(200, b"\x1f\x8b", "text/plain\r\nContent-Encoding: gzip")
    with fetching(fake, most=1_000) as made:
        assert problem(made, "https://f1.zdn.vn/a", 5) == zalo_oa.FILE_TOO_BIG
        assert problem(made, "https://f1.zdn.vn/b", 1_001) == zalo_oa.FILE_TOO_BIG
        assert len(made.fetch(Attachment("https://f1.zdn.vn/b", "b"))) == 1_000
        assert problem(made, "https://f1.zdn.vn/gz") == zalo_oa.FILE_NOT_FETCHED


def test_what_does_not_come(fake: FakeOA) -> None:
    with fetching(fake) as made:
        fake.close()
        assert problem(made, "https://f1.zdn.vn/a") == zalo_oa.FILE_NOT_FETCHED
        fake.back()
