"""The admin's page of the folder: over the whole application, against real files, and once in a real browser."""

from __future__ import annotations

import io
import re
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from httpx import Response
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font
from starlette.testclient import TestClient

from bot.conversation.housekeeping import Housekeeping
from bot.conversation.inspection import ArrivalState, Folder, New
from bot.journal.accounts import StaffRole
from bot.journal.audit import Action, trail
from bot.journal.tables import questions
from bot.library.filing import Filing
from bot.phrases import folder as words
from bot.web import create_app
from bot.web.folder.addresses import file_link
from tests.conftest import LONG
from tests.web.conftest import Site, served, site_in
from tests.web.fakes import REGULATION
from tests.web.test_chat_page import CONTRAST, browser, opened, shot, size  # noqa: F401  fixtures
from tests.web.test_staff import PASSWORD, hidden, send_form

REGULATION_FILE = "trung ương/quy-định-65.md"
DECISION = """---
số: 77-QĐ/TU
loại: Quy định
trích yếu: Chế độ trực lãnh đạo
cơ quan ban hành: Ban Thường vụ Thành ủy Hải Phòng
ngày ban hành: 5/3/2024
hiệu lực từ: 5/3/2024
bản: toàn văn
---
QUY ĐỊNH
về chế độ trực lãnh đạo

Điều 1. Chế độ trực
Cán bộ trực lãnh đạo ngày lễ được nghỉ bù một ngày làm việc trong tháng kế tiếp.

Điều 2. Kinh phí
Kinh phí trực lãnh đạo do văn phòng cấp ủy bảo đảm theo dự toán hằng năm.
"""
TRIED = "Cán bộ trực lãnh đạo ngày lễ được nghỉ bù mấy ngày?"


@pytest.fixture
def front(own_site: Site) -> Iterator[Callable[..., TestClient]]:
    """A browser in which somebody has signed in."""
    accounts = own_site.app().state.staff.accounts
    accounts.add("dao-tao", PASSWORD, StaffRole.TRAINING)
    accounts.add("quan-tri", PASSWORD, StaffRole.ADMIN)
    app = own_site.app()
    held: list[TestClient] = []

    def client(name: str | None = "quan-tri") -> TestClient:
        made = TestClient(
            app,
            base_url="http://127.0.0.1",
            headers={"Origin": "http://127.0.0.1", "Accept": "text/html"},
            follow_redirects=False,
        )
        held.append(made)
        if name is not None:
            assert send_form(made, name, PASSWORD).status_code == 303
        return made

    yield client
    for one in held:
        one.close()


def csrf(client: TestClient) -> str:
    """The token of the session, as every page of staff carries it."""
    found = re.search(r'<meta name="csrf" content="([^"]+)"', client.get("/quan-tri").text)
    assert found is not None
    return unescape(found[1])


def upload(client: TestClient, *files: tuple[str, bytes], **fields: str) -> Response:
    """Send files as the form does."""
    return client.post(
        "/quan-tri/tai-len",
        data={"csrf": csrf(client), **fields},
        files=[("tep", (name, body)) for name, body in files],
    )


def look(client: TestClient, address: str) -> str:
    """A page of a new file, once it is read and can be tried."""
    for _ in range(200):
        page = client.get(address)
        assert page.status_code in (200, 422), page.text
        if 'http-equiv="refresh"' not in page.text:
            return page.text
    raise AssertionError("it is never read")


def held(client: TestClient, name: str, body: str, **fields: str) -> str:
    """Send a file; the address of its page."""
    sent = upload(client, (name, body.encode()), **fields)
    assert sent.status_code == 303, sent.text
    return str(sent.headers["location"])


def put(client: TestClient, address: str, **fields: str) -> Response:
    """Say yes to a new file, with what its page carries."""
    look(client, address)
    path = urlsplit(address).path
    return client.post(f"{path}/dua-vao", data={"csrf": csrf(client), **fields})


def names(folder: Path) -> set[str]:
    """All files below a folder."""
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def noted(site: Site) -> list[tuple[str, str | None]]:
    """What the trail holds but for accounts and signing in, latest first."""
    rows = site.journal.store.read(trail)
    return [(row.action.value, row.about) for row in rows if not row.action.value.startswith(("sign", "account"))]


# --- looking ---------------------------------------------------------------------------------------------------------


def test_the_list_shows_every_file_and_what_wants_a_look_first(
    own_site: Site, front: Callable[..., TestClient]
) -> None:
    (own_site.knowledge / "hỏng.docx").write_bytes(b"PK\x03\x04 broken")
    (own_site.knowledge / "bản sao.md").write_text(REGULATION, encoding="utf-8")
    own_site.live.refresh()
    client = front()
    text = client.get("/quan-tri").text
    assert "<script>window.attacked" not in text
    files = re.findall(r'<h3><a href="[^"]*">([^<]*)</a></h3>', text)
    assert files[0] == "hỏng.docx"
    assert set(files) == names(own_site.knowledge)
    assert words.STATES["problem"][1] in text
    assert "đã hết hiệu lực từ 28/4/2022, thay bằng 65-QĐ/TW" in text
    assert f'{words.WORDS["same"]}: <a href="{file_link(REGULATION_FILE)}">' in unescape(text)
    assert words.counted(len(own_site.live.generation.passages)) in text


def test_the_list_is_narrowed_by_words_and_choices(own_site: Site, front: Callable[..., TestClient]) -> None:
    client = front()

    def files(query: str) -> list[str]:
        text = client.get(f"/quan-tri?{query}").text
        return re.findall(r'<h3><a href="[^"]*">([^<]*)</a></h3>', text)

    assert files("q=luan+chuyen") == [REGULATION_FILE]
    assert files("q=98-QD") == ["trung ương/quy-định-98.md"]
    assert files("hieu-luc=expired") == ["trung ương/quy-định-98.md"]
    assert files("loc=hieu-luc") == ["trung ương/quy-định-98.md"]
    assert set(files(f"loai={quote('Quy định')}")) == {REGULATION_FILE, "trung ương/quy-định-98.md"}
    assert files("q=khong+co+tep+nao+nhu+the") == []
    # What makes no sense counts as not said.
    assert len(files("loc=x&hieu-luc=y&trang=99999999&trang=-1")) == 4


def test_nearly_the_same_texts_are_told(own_site: Site, front: Callable[..., TestClient]) -> None:
    other = REGULATION.replace("65-QĐ/TW", "66-QĐ/TW").replace("hai nhiệm kỳ", "ba nhiệm kỳ")
    (own_site.knowledge / "dự thảo.md").write_text(other, encoding="utf-8")
    own_site.live.refresh()
    client = front()
    for _ in range(100):
        text = unescape(client.get("/quan-tri?loc=trung").text)
        if words.WORDS["comparing"] not in text:
            break
    found = re.findall(rf'{words.WORDS["near"]} \((\d+)%\): <a href="[^"]*">([^<]*)</a>', text)
    assert {name for _, name in found} == {"dự thảo.md", REGULATION_FILE}
    assert all(50 <= int(share) < 100 for share, _ in found)


def test_a_file_is_shown_from_every_side(own_site: Site, front: Callable[..., TestClient]) -> None:
    client = front()
    own_site.assistant.ask("Thời gian luân chuyển của cán bộ lãnh đạo là bao lâu?", channel="web", chat="c", person="p")
    text = unescape(client.get(file_link(REGULATION_FILE)).text)
    assert "65-QĐ/TW" in text
    assert "thay thế 98-QĐ/TW" in text  # the link, and below it the other document's page
    assert file_link("trung ương/quy-định-98.md") in text
    tree = unescape(client.get(file_link(REGULATION_FILE, xem="bo-cuc")).text)
    assert "<b>Điều 2</b>. Thời gian luân chuyển" in tree
    assert "<details open>" in tree
    stored = unescape(client.get(file_link(REGULATION_FILE, xem="van-ban")).text)
    at = own_site.live.generation.document_of(REGULATION_FILE)
    assert at is not None
    document = own_site.live.generation.documents[at]
    shown = re.search(r'<div class="stored">(.*?)</div>', stored, re.DOTALL)
    assert shown is not None
    assert re.sub(r"<[^>]*>", "", shown[1]) == document.text
    passages = unescape(client.get(file_link(REGULATION_FILE, xem="doan")).text)
    assert f"1 {words.WORDS['found']}" in passages
    assert "khoản 1 Điều 2 Quy định số 65-QĐ/TW ngày 28/4/2022 của Bộ Chính trị" in passages
    never = unescape(client.get(file_link(REGULATION_FILE, xem="doan", loc="chua")).text)
    assert f"1 {words.WORDS['found']}" not in never
    assert words.WORDS["found_never"] in never


def test_hostile_text_stays_text(own_site: Site, front: Callable[..., TestClient]) -> None:
    client = front()
    for more in ({}, {"xem": "bo-cuc"}, {"xem": "van-ban"}, {"xem": "doan"}, {"hoi": '"><script>alert(1)</script>'}):
        text = client.get(file_link("hướng-dẫn-12.txt", **more)).text
        assert "<script>window" not in text
        assert "<script>alert" not in text
        assert "<img src=x" not in text


def test_a_question_is_tried_and_not_recorded(own_site: Site, front: Callable[..., TestClient]) -> None:
    client = front()
    text = unescape(
        client.get(file_link(REGULATION_FILE, hoi="Thời gian luân chuyển của cán bộ lãnh đạo là bao lâu?")).text
    )
    assert "ít nhất là bốn mươi tám tháng" in text
    assert words.WORDS["answered_here"] in text
    assert own_site.journal.store.read(lambda connection: connection.execute(questions.select()).all()) == []


def test_a_file_that_is_not_read_says_why_and_can_be_fetched(own_site: Site, front: Callable[..., TestClient]) -> None:
    (own_site.knowledge / "hỏng.docx").write_bytes(b"PK\x03\x04 broken")
    own_site.live.refresh()
    client = front()
    text = client.get(file_link("hỏng.docx")).text
    assert own_site.live.generation.problems[0].reason in unescape(text)
    original = client.get(file_link("hỏng.docx", "/goc"))
    assert original.content == b"PK\x03\x04 broken"
    assert original.headers["content-type"] == "application/octet-stream"
    assert original.headers["content-disposition"].startswith("attachment")


@pytest.mark.parametrize(
    "name",
    ["../settings.py", "/etc/passwd", "..", ".", "", "trung ương", "danh-muc.xlsx", "a\0b", "\ud800", "x" * 5000],
)
def test_what_is_no_file_of_the_folder_is_not_there(
    own_site: Site, front: Callable[..., TestClient], name: str
) -> None:
    (own_site.data / "settings.py").write_text("secret")
    client = front()
    given = quote(name.encode("utf-8", "surrogatepass"))
    for what in ("", "/goc", "/bo", "/sua"):
        response = client.get(f"/quan-tri/tep{what}?tep={given}")
        assert response.status_code == 404, (what, response.text)
        assert words.NOT_THERE in response.text
    for what in ("bo", "sua"):
        response = client.post(f"/quan-tri/tep/{what}", data={"csrf": csrf(client), "tep": name.replace("\ud800", "")})
        assert response.status_code == 404
    assert noted(own_site) == []


# --- files in, out and back ------------------------------------------------------------------------------------------


def test_a_new_file_is_tried_before_it_goes_live(own_site: Site, front: Callable[..., TestClient]) -> None:
    client = front()
    before = names(own_site.knowledge)
    address = held(client, "quy-định-77.md", DECISION)
    text = unescape(look(client, address))
    assert "77-QĐ/TU" in text
    assert "5/3/2024" in text
    assert "Điều 1 Quy định số 77-QĐ/TU ngày 5/3/2024 của Ban Thường vụ Thành ủy Hải Phòng" in text
    assert names(own_site.knowledge) == before
    assert own_site.live.generation.document_of("quy-định-77.md") is None
    tried = unescape(client.get(f"{address}?hoi={quote(TRIED)}").text)
    assert "được nghỉ bù một ngày làm việc" in tried
    # It is held: another page, another server even, knows it again.
    assert "quy-định-77.md" in client.get("/quan-tri/cho").text
    with TestClient(own_site.app(), base_url="http://127.0.0.1", cookies=client.cookies) as other:
        assert "77-QĐ/TU" in look(other, address)

    done = put(client, address)
    assert done.status_code == 303
    assert (own_site.knowledge / "quy-định-77.md").read_text("utf-8") == DECISION
    page = client.get(done.headers["location"]).text
    assert words.COMING_IN in page
    assert "data-busy" in page
    own_site.live.refresh()
    assert words.COMING_IN not in client.get(done.headers["location"]).text
    assert noted(own_site) == [("uploaded", "quy-định-77.md")]
    again = client.get(address)
    assert again.status_code == 404
    assert words.NEW_NOT_THERE in again.text


def test_a_new_version_takes_the_place_of_the_old_one(own_site: Site, front: Callable[..., TestClient]) -> None:
    client = front()
    newer = REGULATION.replace("bốn mươi tám", "sáu mươi")
    address = held(client, "quy-định-65.md", newer)
    text = look(client, address)
    assert hidden(text, "thay") == REGULATION_FILE
    done = put(client, address, thay=REGULATION_FILE, dau=hidden(text, "dau"))
    assert done.status_code == 303, done.text
    assert (own_site.knowledge / REGULATION_FILE).read_text("utf-8") == newer
    assert words.COMING_AGAIN in client.get(done.headers["location"]).text
    assert noted(own_site) == [("replaced", REGULATION_FILE)]
    trash = client.get("/quan-tri/thung-rac").text
    assert REGULATION_FILE in unescape(trash)


def test_what_the_register_says_goes_over_to_the_file_that_replaces(
    own_site: Site, front: Callable[..., TestClient]
) -> None:
    client = front()
    assert edit(client, REGULATION_FILE, expired_from="1/1/2030").status_code == 303
    own_site.live.refresh()
    beside = REGULATION_FILE.rpartition("/")[0]
    names = [f"{beside}/{stem}.md".lstrip("/") for stem in ("65 (bản mới)", "65 (bản mới nữa)")]
    for name, lock in zip(names, (None, own_site.knowledge / "~$danh-muc.xlsx"), strict=True):
        old = REGULATION_FILE if lock is None else names[0]
        if lock is not None:
            lock.write_bytes(b"Lan")
        address = held(client, name.rpartition("/")[2], REGULATION.replace("bốn mươi tám", name), thay=old)
        done = put(client, address, thay=old, dau=hidden(look(client, address), "dau"))
        assert done.status_code == (303 if lock is None else 409), done.text
        own_site.live.refresh()
        at = own_site.live.generation.document_of(name)
        assert at is not None
        assert str(own_site.live.generation.documents[at].metadata.expired_from) == "2030-01-01"
    assert "đang mở trong Excel" in unescape(done.text)
    sheet = load_workbook(own_site.knowledge / "danh-muc.xlsx").worksheets[0]
    assert names[0] in [cell.value for cell in sheet["A"]]


def test_two_who_replace_one_file_do_not_undo_one_another(own_site: Site, front: Callable[..., TestClient]) -> None:
    one, other = front(), front()
    first = held(one, "a.md", REGULATION.replace("bốn mươi tám", "sáu mươi"), thay=REGULATION_FILE)
    second = held(other, "b.md", REGULATION.replace("bốn mươi tám", "bảy mươi"), thay=REGULATION_FILE)
    marks = [hidden(look(client, address), "dau") for client, address in ((one, first), (other, second))]
    done: list[Response] = []

    def go(client: TestClient, address: str, mark: str) -> None:
        done.append(put(client, address, thay=REGULATION_FILE, dau=mark))

    threads = [threading.Thread(target=go, args=args) for args in ((one, first, marks[0]), (other, second, marks[1]))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(response.status_code for response in done) == [303, 409]
    refused = next(response for response in done if response.status_code == 409)
    assert words.REPLACED_CHANGED in refused.text
    assert len([action for action, _ in noted(own_site) if action == "replaced"]) == 1
    kept = Filing(own_site.settings, lambda: own_site.live.generation)
    assert [entry.file for entry in kept.trashed()] == [REGULATION_FILE]
    assert len(kept.held()) == 1  # the other one still waits


def test_dropping_leaves_nothing(own_site: Site, front: Callable[..., TestClient]) -> None:
    client = front()
    before = names(own_site.knowledge)
    address = held(client, "quy-định-77.md", DECISION)
    done = client.post(f"{urlsplit(address).path}/bo", data={"csrf": csrf(client)})
    assert done.status_code == 303
    assert words.DONE["bo-cho"].replace("{file}", "quy-định-77.md") in client.get(done.headers["location"]).text
    assert names(own_site.knowledge) == before
    assert noted(own_site) == []
    assert client.post(f"{urlsplit(address).path}/bo", data={"csrf": csrf(client)}).status_code == 404


def test_what_cannot_be_read_is_refused_with_its_reason(own_site: Site, front: Callable[..., TestClient]) -> None:
    client = front()
    address = held(client, "trống.txt", "   \n")
    page = look(client, address)
    assert words.WORDS["refused"] in page
    assert put(client, address).status_code == 409
    assert Filing(own_site.settings, lambda: own_site.live.generation).held() == []


def test_several_files_come_at_once(own_site: Site, front: Callable[..., TestClient]) -> None:
    client = front()
    sent = upload(client, ("một.md", DECISION.encode()), ("hai.txt", b"Hai ba b\xe1\xbb\x91n n\xc4\x83m s\xc3\xa1u."))
    assert sent.headers["location"] == "/quan-tri/cho"
    text = client.get("/quan-tri/cho").text
    assert "một.md" in text
    assert "hai.txt" in text
    assert upload(client).status_code in (400, 415)
    many = upload(client, *((f"{n}.md", b"x") for n in range(21)))
    assert many.status_code == 413
    assert "20" in many.text


STAMPED = "ỦY BAN NHÂN DÂN\n\nTỐI MẬT\n\nSố 9-BC/TU\n\nBÁO CÁO\nvề công tác cán bộ\n\nNội dung của báo cáo này.\n"
BAD = {"mật.txt": STAMPED.encode(), "trống.docx": b"", "dở.docx": b"PK\x03\x04 broken", "chạy.exe": b"MZ\x90\0"}


def all_read(client: TestClient) -> str:
    """The list of what was sent, once all of it is read."""
    for _ in range(1500):
        text = unescape(client.get("/quan-tri/cho").text)
        if 'http-equiv="refresh"' not in text:
            return text
        time.sleep(0.02)
    raise AssertionError("it is never read")


def rows_of(text: str) -> dict[str, str]:
    """Each file of that list with what stands below its name."""
    found = re.findall(r"<h3>(?:<a[^>]*>)?([^<]*)(?:</a>)?</h3>(.*?)</li>", text, re.DOTALL)
    return {name: re.sub(r"<[^>]*>", " ", rest) for name, rest in found}


def test_all_that_is_sent_is_read_at_once_and_what_is_refused_is_gone(
    own_site: Site, front: Callable[..., TestClient]
) -> None:
    client = front()
    sent = upload(client, *BAD.items(), ("tốt.md", DECISION.encode()))
    assert sent.status_code in (303, 422)
    rows = rows_of(all_read(client))  # no page of any file was opened
    assert "Đọc được" in rows["tốt.md"]
    assert "77-QĐ/TU" in rows["tốt.md"]
    assert "Chế độ trực lãnh đạo" in rows["tốt.md"]
    refused = {name: row for name, row in rows.items() if "Không nhận" in row}
    assert set(refused) | ({"chạy.exe"} if "chạy.exe" in sent.text else set()) == set(BAD)
    assert "TỐI MẬT" in refused["mật.txt"]
    assert "trống" in refused["trống.docx"]
    assert {Path(name).name for name in names(own_site.data / "filing")} == {"tốt.md"}
    for file in own_site.data.rglob("*"):
        assert not file.is_file() or STAMPED.encode() not in file.read_bytes(), file

    text = client.get("/quan-tri/cho").text
    keys = re.findall(r'action="/quan-tri/cho/([0-9a-f]{16})/bo"', text)
    for key in keys:
        assert client.post(f"/quan-tri/cho/{key}/bo", data={"csrf": csrf(client)}).status_code == 303
    assert words.WORDS["held_none"] in client.get("/quan-tri/cho").text
    assert client.post(f"/quan-tri/cho/{keys[0]}/bo", data={"csrf": csrf(client)}).status_code == 404
    assert noted(own_site) == []


def test_more_files_than_are_kept_at_hand_are_all_read(own_site: Site, front: Callable[..., TestClient]) -> None:
    filing = Filing(own_site.settings, lambda: own_site.live.generation)
    count = 40 if LONG else 5
    held = [filing.hold(f"{at}.md", io.BytesIO(DECISION.encode())) for at in range(count)]
    folder = Folder(own_site.assistant, own_site.live, filing, own_site.settings)
    try:
        for one in held:
            assert folder.new_files.arrivals.get(one.key, wait=60) is not None
        assert [one.state for one in folder.new_files.arrivals.listed()] == [ArrivalState.READ] * count
    finally:
        folder.close()


def test_what_the_last_process_left_unread_is_read_by_the_next(own_site: Site) -> None:
    filing = Filing(own_site.settings, lambda: own_site.live.generation)
    stamped = filing.hold("mật.txt", io.BytesIO(STAMPED.encode()))
    good = filing.hold("tốt.md", io.BytesIO(DECISION.encode()))
    half = own_site.data / "filing" / f"{'0' * 16}.new"  # as an upload leaves it that was broken off
    half.mkdir()
    (half / "nửa.docx").write_bytes(STAMPED.encode())

    again = Filing(own_site.settings, lambda: own_site.live.generation)
    folder = Folder(own_site.assistant, own_site.live, again, own_site.settings)
    try:
        assert not half.exists()
        for _ in range(1500):
            found = {one.key: one for one in folder.new_files.arrivals.listed()}
            if {found[stamped.key].state, found[good.key].state} == {ArrivalState.REFUSED, ArrivalState.READ}:
                break
            time.sleep(0.02)
        assert "TỐI MẬT" in found[stamped.key].reason
        assert found[good.key].number == "77-QĐ/TU"
        assert not (own_site.data / "filing" / stamped.key).exists()
        assert [one.key for one in again.held()] == [good.key]
    finally:
        folder.close()


def test_nobody_need_look_for_a_file_to_be_read_and_an_old_one_to_go(own_site: Site) -> None:
    clock = [datetime.now(UTC)]
    filing = Filing(own_site.settings, lambda: own_site.live.generation, now=lambda: clock[0])
    trials = own_site.data / "trials"
    (trials / "của lần trước").mkdir(parents=True)
    (trials / "của lần trước" / "records.jsonl").write_text(DECISION, encoding="utf-8")
    folder = Folder(own_site.assistant, own_site.live, filing, own_site.settings)
    keeper = Housekeeping(
        own_site.assistant, own_site.live, own_site.settings, None, files=folder.new_files.keep_up, seconds=0.02
    )
    try:
        assert not trials.exists()
        # Held behind the back of what reads: as by a process whose word of it was lost.
        stamped = filing.hold("mật.txt", io.BytesIO(STAMPED.encode()))
        good = filing.hold("tốt.md", io.BytesIO(DECISION.encode()))
        keeper.start()
        for _ in range(1500):
            if not (own_site.data / "filing" / stamped.key).exists():
                break
            time.sleep(0.02)
        assert not (own_site.data / "filing" / stamped.key).exists()
        new = folder.new_files.get(good.key, wait=60)
        assert isinstance(new, New)
        folder.new_files.get(good.key, wait=60)  # tried out by now
        assert any("77-QĐ/TU" in path.read_text("utf-8") for path in trials.rglob("records.jsonl"))
        del new
        clock[0] += timedelta(hours=25)
        for _ in range(1500):
            if not (own_site.data / "filing" / good.key).exists() and not any(trials.rglob("records.jsonl")):
                break
            time.sleep(0.02)
        assert not list((own_site.data / "filing").iterdir())
        assert not any(trials.rglob("records.jsonl"))
    finally:
        keeper.close()
        folder.close()


def test_two_of_one_name_in_the_trash_are_told_apart(own_site: Site, front: Callable[..., TestClient]) -> None:
    client = front()
    name = "quy-định-77.md"
    for number in ("77-QĐ/TU", "78-QĐ/TU"):
        (own_site.knowledge / name).write_text(DECISION.replace("77-QĐ/TU", number), encoding="utf-8")
        own_site.live.refresh()
        client.post("/quan-tri/tep/bo", data={"csrf": csrf(client), "tep": name})
    text = unescape(client.get("/quan-tri/thung-rac").text)
    assert "77-QĐ/TU: Chế độ trực lãnh đạo" in text
    assert "78-QĐ/TU: Chế độ trực lãnh đạo" in text
    key = hidden(text, "khoa")
    assert client.post("/quan-tri/thung-rac/khoi-phuc", data={"csrf": csrf(client), "khoa": key}).status_code == 303
    assert len([file for file in names(own_site.data / "trash") if not file.endswith(name)]) == 1


def test_once_it_is_read_nobody_is_told_that_it_is_being_read(own_site: Site, front: Callable[..., TestClient]) -> None:
    client = front()
    done = put(client, held(client, "quy-định-77.md", DECISION)).headers["location"]
    assert "Bot đang đọc" in unescape(client.get(done).text)
    own_site.live.refresh()
    text = unescape(client.get(done).text)
    assert "Bot đang đọc" not in text
    assert words.DONE["da-vao"].replace("{file}", "quy-định-77.md") in text


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../outside.md", "outside.md"),
        ("C:\\Users\\x\\tài liệu.md", "tài liệu.md"),
        ("~$danh sách.md", "danh sách.md"),
        (".hidden.md", "hidden.md"),
        ("a" * 300 + ".md", None),
        ("<b>x</b>.md", "b.md"),
        ("dấu tổ hợp e\u0301.md", "dấu tổ hợp é.md"),
        ("đuôi lạ\u202egnp.md", "đuôi lạgnp.md"),
    ],
)
def test_nasty_names_come_in_as_good_ones(
    own_site: Site, front: Callable[..., TestClient], name: str, kept: str | None
) -> None:
    client = front()
    before = names(own_site.knowledge)
    address = held(client, name, DECISION)
    done = put(client, address)
    assert done.status_code == 303
    (new,) = names(own_site.knowledge) - before
    assert kept is None or new == kept
    assert len(new.encode()) <= 200
    assert parse_qs(urlsplit(done.headers["location"]).query)["tep"] == [new]
    assert client.get(done.headers["location"]).status_code == 200


def test_a_name_of_no_document_is_refused(own_site: Site, front: Callable[..., TestClient]) -> None:
    client = front()
    for name in ("danh-muc.xlsx", "viet-tat.tsv", "x.tmp"):
        refused = upload(client, (name, b"x"))
        assert refused.status_code == 422, name
        assert name in refused.text
    assert names(own_site.knowledge) == {REGULATION_FILE, "trung ương/quy-định-98.md", "hướng-dẫn-12.txt", "ghi-nhớ.md"}


def test_too_big_a_file_is_refused_and_the_others_are_not(
    own_site: Site, front: Callable[..., TestClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.web.folder.uploads._MEGABYTE", 1_000)
    client = front()
    sent = upload(client, ("to.md", b"x" * 60_000), ("nhỏ.md", DECISION.encode()))
    assert sent.status_code == 422
    assert "to.md" in sent.text
    assert [one.file for one in Filing(own_site.settings, lambda: own_site.live.generation).held()] == ["nhỏ.md"]
    assert upload(client, ("to.md", b"x" * 400_000)).status_code == 413


def test_out_and_back(own_site: Site, front: Callable[..., TestClient]) -> None:
    client = front()
    asked = client.get(file_link("ghi-nhớ.md", "/bo"))
    assert words.WORDS["out_title"] in asked.text
    assert (own_site.knowledge / "ghi-nhớ.md").exists()  # asking does nothing
    done = client.post("/quan-tri/tep/bo", data={"csrf": csrf(client), "tep": "ghi-nhớ.md"})
    assert done.status_code == 303
    assert not (own_site.knowledge / "ghi-nhớ.md").exists()
    assert words.GOING_OUT in client.get(done.headers["location"]).text
    again = client.post("/quan-tri/tep/bo", data={"csrf": csrf(client), "tep": "ghi-nhớ.md"})
    assert again.status_code == 404
    own_site.live.refresh()
    trash = client.get("/quan-tri/thung-rac").text
    back = client.post("/quan-tri/thung-rac/khoi-phuc", data={"csrf": csrf(client), "khoa": hidden(trash, "khoa")})
    assert back.status_code == 303
    assert (own_site.knowledge / "ghi-nhớ.md").exists()
    assert noted(own_site) == [("restored", "ghi-nhớ.md"), ("taken_out", "ghi-nhớ.md")]
    for key in (hidden(trash, "khoa"), "../../x", "2024-01-01/000000-00000000"):
        wrong = client.post("/quan-tri/thung-rac/khoi-phuc", data={"csrf": csrf(client), "khoa": key})
        assert wrong.status_code == 404
        assert words.TRASH_NOT_THERE in wrong.text


def test_a_folder_that_takes_nothing_says_so(
    own_site: Site, front: Callable[..., TestClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    client = front()
    address = held(client, "quy-định-77.md", DECISION)
    look(client, address)
    before = names(own_site.knowledge)

    def full(*_: object) -> None:
        raise OSError(28, "no room")

    monkeypatch.setattr("bot.library.placing.copied", full)
    refused = put(client, address)
    assert refused.status_code == 409
    assert "hết chỗ trên đĩa" in refused.text
    assert names(own_site.knowledge) == before
    assert noted(own_site) == []
    monkeypatch.undo()
    assert put(client, address).status_code == 303


# --- what people state -----------------------------------------------------------------------------------------------


def edit(client: TestClient, file: str, **values: str) -> Response:
    """Fill in the form of a file and send it."""
    form = client.get(file_link(file, "/sua")).text
    fields = dict(re.findall(r'name="(truoc-[a-z_]+)" value="([^"]*)"', form))
    fields = {name: unescape(value) for name, value in fields.items()}
    now = {name.removeprefix("truoc-"): value for name, value in fields.items()}
    data = {"csrf": csrf(client), "tep": file, **now, **fields, **values}
    return client.post("/quan-tri/tep/sua", data=data)


def test_what_a_person_states_goes_into_the_register(own_site: Site, front: Callable[..., TestClient]) -> None:
    client = front()
    done = edit(client, REGULATION_FILE, expired_from="1/1/2030", note="xem lại")
    assert done.status_code == 303, done.text
    sheet = load_workbook(own_site.knowledge / "danh-muc.xlsx").worksheets[0]
    assert sheet.max_row == 1 + 4
    own_site.live.refresh()
    at = own_site.live.generation.document_of(REGULATION_FILE)
    assert at is not None
    assert str(own_site.live.generation.documents[at].metadata.expired_from) == "2030-01-01"
    text = unescape(client.get(file_link(REGULATION_FILE)).text)
    assert "1/1/2030" in text
    assert noted(own_site) == [("metadata_changed", REGULATION_FILE)]
    # Once more, now that there is a register: the old one is kept.
    assert edit(client, REGULATION_FILE, expired_from="").status_code == 303
    own_site.live.refresh()
    assert own_site.live.generation.documents[at].metadata.expired_from is None
    assert len(list((own_site.data / "backup").glob("danh-muc-*.xlsx"))) == 1
    same = edit(client, REGULATION_FILE)
    assert "khong-doi" in same.headers["location"]
    assert len(noted(own_site)) == 2


def test_nonsense_is_said_beside_its_field_and_nothing_is_written(
    own_site: Site, front: Callable[..., TestClient]
) -> None:
    client = front()
    wrong = edit(client, REGULATION_FILE, expired_from="31/2/2025", number="Số mới 1-QĐ/TW")
    assert wrong.status_code == 422
    text = unescape(wrong.text)
    assert "ngày “31/2/2025” không có thật" in text
    assert "Số mới 1-QĐ/TW" in text  # what was typed is not lost
    assert not (own_site.knowledge / "danh-muc.xlsx").exists()


def test_one_article_out_of_force(own_site: Site, front: Callable[..., TestClient]) -> None:
    client = front()
    wrong = edit(client, REGULATION_FILE, ceased="Điều 3 từ 1/1/2026; Điều 9 từ 1/1/2026")
    assert wrong.status_code == 422
    assert "văn bản này không có Điều 9" in unescape(wrong.text)
    assert edit(client, REGULATION_FILE, ceased="Điều 3 từ 1/1/2020; k2 Đ2 từ 1/1/2199").status_code == 303
    own_site.live.refresh()
    outline = unescape(client.get(file_link(REGULATION_FILE, xem="bo-cuc")).text)
    assert re.search(r"Nhà ở công vụ <span[^>]*>đã hết hiệu lực từ 1/1/2020<", outline)
    assert re.search(r"khoản 2</b>[^\n]*<span[^>]*>sẽ hết hiệu lực từ 1/1/2199<", outline)
    whole = unescape(client.get(file_link(REGULATION_FILE)).text)
    assert "còn hiệu lực một phần" in whole
    assert "Điều 3 từ 1/1/2020; khoản 2 Điều 2 từ 1/1/2199" in whole  # as it counts, however it was typed
    cited = unescape(client.get(file_link(REGULATION_FILE, xem="doan")).text)
    tags = dict(re.findall(r'<dd>([^<]+) <span class="tag expired">([^<]+)<', cited))
    assert {place.split(" Quy định")[0]: tag for place, tag in tags.items()} == {
        "Điều 3": "Điều 3 đã hết hiệu lực từ 1/1/2020",
        "khoản 2 Điều 2": "khoản 2 Điều 2 sẽ hết hiệu lực từ 1/1/2199",
    }


def test_what_is_wrong_with_its_row_stands_on_the_page_of_the_file(
    own_site: Site, front: Callable[..., TestClient]
) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Tệp", "Điều khoản hết hiệu lực"])
    sheet.append([REGULATION_FILE, "Điều 9 từ 1/1/2020; Điều 3 từ 1/1/2020; đoạn cuối"])
    book.save(own_site.knowledge / "danh-muc.xlsx")  # by hand: no form has checked it
    own_site.live.refresh()
    client = front()
    page = unescape(client.get(file_link(REGULATION_FILE)).text)
    assert "danh-muc.xlsx, dòng 2" in page
    assert "văn bản này không có Điều 9 nên bỏ qua" in page
    assert "không thấy điều, khoản nào trong “đoạn cuối”" in page
    assert words.STATES["warned"][1] in page
    assert "Điều 9" not in client.get(file_link("ghi-nhớ.md")).text
    assert "Điều 9" in client.get("/quan-tri?loc=canh-bao").text


def test_a_part_of_a_new_file_that_the_folder_has_done_away_with(
    own_site: Site, front: Callable[..., TestClient]
) -> None:
    later = DECISION.replace("77-QĐ/TU", "90-QĐ/TU").replace("5/3/2024", "5/3/2025").split("Điều 1.", 1)[0]
    (own_site.knowledge / "quy-định-90.md").write_text(
        f"{later}Điều 1. Nội dung\nCán bộ trực được nghỉ bù.\n\nĐiều 2. Hiệu lực\n"
        "Quy định này có hiệu lực từ ngày ký và bãi bỏ Điều 2 Quy định số 77-QĐ/TU.\n",
        encoding="utf-8",
    )
    own_site.live.refresh()
    client = front()
    page = ""
    address = held(client, "quy-định-77.md", DECISION)
    for _ in range(500):
        page = unescape(client.get(address).text)
        if words.WORDS["cited_as"] in page:
            break
        time.sleep(0.02)
    assert "Điều 2 đã hết hiệu lực từ 5/3/2025, bị bãi bỏ theo 90-QĐ/TU" in page
    assert re.search(r"Kinh phí <span[^>]*>đã hết hiệu lực", page)
    assert "Điều 1 đã hết hiệu lực" not in page
    assert re.search(r"Điều 2[^\n]*; đã hết hiệu lực từ 5/3/2025", page)  # in the line below an answer


def test_a_register_of_peoples_own_keeps_what_stands_in_it(own_site: Site, front: Callable[..., TestClient]) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Danh mục của Ban"])
    sheet.append(["Tệp", "Ghi chú", "Phòng"])
    sheet.append(["quy-định-65.md", "đã xem", "Phòng Tổ chức"])
    sheet["C3"].font = Font(bold=True)
    file = own_site.knowledge / "danh-muc.xlsx"
    book.save(file)
    own_site.live.refresh()
    client = front()
    assert edit(client, REGULATION_FILE, issuer="Bộ Chính trị khóa XIII").status_code == 303
    assert edit(client, "ghi-nhớ.md", stated_validity="không áp dụng").status_code == 303
    after = load_workbook(file).worksheets[0]
    rows = [[cell.value for cell in row] for row in after.iter_rows()]
    assert rows[2][:3] == ["quy-định-65.md", "đã xem", "Phòng Tổ chức"]
    assert after["C3"].font.bold
    assert rows[1][3] == "Cơ quan ban hành"
    assert rows[2][3] == "Bộ Chính trị khóa XIII"
    assert rows[3][0] == "ghi-nhớ.md"
    assert "không áp dụng" in rows[3]


def test_while_it_is_open_in_excel_nothing_is_written(own_site: Site, front: Callable[..., TestClient]) -> None:
    client = front()
    (own_site.knowledge / "~$danh-muc.xlsx").write_bytes(b"x")
    for refused in (
        edit(client, REGULATION_FILE, note="x"),
        client.post("/quan-tri/danh-muc", data={"csrf": csrf(client)}),
    ):
        assert refused.status_code == 409
        assert "đang mở trong Excel" in refused.text
    assert not (own_site.knowledge / "danh-muc.xlsx").exists()
    assert noted(own_site) == []
    (own_site.knowledge / "~$danh-muc.xlsx").unlink()
    done = client.post("/quan-tri/danh-muc", data={"csrf": csrf(client)})
    assert done.status_code == 303
    assert noted(own_site) == [("register_written", "danh-muc.xlsx")]


def test_what_another_person_wrote_meanwhile_is_not_written_over(
    own_site: Site, front: Callable[..., TestClient]
) -> None:
    client = front()
    assert edit(client, REGULATION_FILE, note="của tôi").status_code == 303
    old = edit(client, REGULATION_FILE, **{"truoc-note": "cái khác", "note": "mới"})
    assert old.status_code == 409
    assert client.get(file_link(REGULATION_FILE, "/sua")).text.count("của tôi") == 2


def offered(client: TestClient, file: str) -> dict[str, str]:
    """What can be chosen for "Cho dùng": how it is shown → what is written."""
    page = unescape(client.get(file_link(file, "/sua")).text)
    choices = re.search(r'<select id="f-allowed".*?</select>', page, re.DOTALL)
    assert choices is not None
    return {shown: value for value, shown in re.findall(r'<option value="([^"]+)"[^>]*>([^<]+)<', choices[0])}


def test_a_document_for_internal_use_waits_and_is_confirmed_here(
    own_site: Site, front: Callable[..., TestClient]
) -> None:
    text = "LƯU HÀNH NỘI BỘ\n\nQuy chế làm việc của phòng, áp dụng cho mọi cán bộ của phòng từ đầu năm nay.\n"
    (own_site.knowledge / "nội bộ.txt").write_text(text, encoding="utf-8")
    own_site.live.refresh()
    client = front()
    page = client.get(file_link("nội bộ.txt")).text
    assert words.STATES["confirm"][1] in page
    assert words.WORDS["confirm"] in page
    assert edit(client, "nội bộ.txt", allowed=offered(client, "nội bộ.txt")["có"]).status_code == 303
    own_site.live.refresh()
    assert own_site.live.generation.document_of("nội bộ.txt") is not None

    file = own_site.knowledge / "nội bộ.txt"
    file.write_text(text.replace("mọi cán bộ", "riêng ba người"), encoding="utf-8")
    own_site.live.refresh()
    assert own_site.live.generation.document_of("nội bộ.txt") is None
    page = client.get(file_link("nội bộ.txt")).text
    assert words.STATES["confirm"][1] in page
    assert "khác với bản đã được xác nhận" in unescape(page)
    choices = offered(client, "nội bộ.txt")
    assert [shown for shown in choices if "cho bản khác của tệp" in shown]
    seen, meant = file.read_text("utf-8"), choices["có"]
    file.write_text(text.replace("mọi cán bộ", "riêng hai người"), encoding="utf-8")  # while the form is open
    assert edit(client, "nội bộ.txt", allowed=meant).status_code == 303
    own_site.live.refresh()
    assert own_site.live.generation.document_of("nội bộ.txt") is None
    file.write_text(seen, encoding="utf-8")
    own_site.live.refresh()
    assert own_site.live.generation.document_of("nội bộ.txt") is not None
    assert list(offered(client, "nội bộ.txt")) == ["có", "không"]


# --- who may ---------------------------------------------------------------------------------------------------------


def test_nobody_but_an_admin_with_the_token_of_the_session(own_site: Site, front: Callable[..., TestClient]) -> None:
    admin, training = front(), front("dao-tao")
    address = held(admin, "quy-định-77.md", DECISION)
    look(admin, address)
    key = urlsplit(address).path.rsplit("/", 1)[1]
    before, right = names(own_site.knowledge), csrf(admin)
    pages = [route for route in own_site.app().routes if getattr(route, "path", "").startswith("/quan-tri")]
    found = 0
    for route in pages:
        path, methods = str(getattr(route, "path", "")).replace("{key}", key), getattr(route, "methods", ())
        if "POST" in methods:
            found += 1
            for given in ("", "x", right[:-1]):
                refused = admin.post(path, data={"csrf": given, "tep": REGULATION_FILE})
                assert refused.status_code == 403, path
            assert training.post(path, data={"csrf": right, "tep": REGULATION_FILE}).status_code == 403
            foreign = admin.post(path, data={"csrf": right}, headers={"Origin": "http://evil.example"})
            assert foreign.status_code == 403
        else:
            assert training.get(path).status_code == 403
    assert found >= 7
    # A file whose form brings no token first is not even read.
    late = admin.post("/quan-tri/tai-len", files=[("tep", ("a.md", b"x")), ("csrf", (None, right.encode()))])
    assert late.status_code == 403
    assert names(own_site.knowledge) == before


def test_the_script_is_told_where_the_index_stands(own_site: Site, front: Callable[..., TestClient]) -> None:
    client = front()
    told = client.get("/quan-tri/tien-do").json()
    assert (told["busy"], told["text"]) == (False, "")
    (own_site.knowledge / "mới.md").write_text(DECISION, encoding="utf-8")
    waiting = client.get("/quan-tri/tien-do").json()
    assert waiting["busy"]
    assert waiting["mark"] != told["mark"]
    assert waiting["text"] == words.waiting(1)
    seen: list[dict[str, Any]] = []
    own_site.live.refresh(lambda progress: seen.append(client.get("/quan-tri/tien-do").json()))
    assert seen
    assert all(one["busy"] for one in seen)
    assert any("mới.md" in one["text"] for one in seen)
    after = client.get("/quan-tri/tien-do").json()
    assert not after["busy"]


# --- in a browser ----------------------------------------------------------------------------------------------------


@pytest.mark.needs("chromium")
def test_a_person_adds_a_file_and_asks_about_it(
    tmp_path: Path,
    browser: Any,  # noqa: F811
    size: str,  # noqa: F811
    shot: Callable[..., None],  # noqa: F811
) -> None:
    file = tmp_path / "quy-định-77.md"
    file.write_text(DECISION, encoding="utf-8")
    with site_in(tmp_path / "site") as site:
        (site.knowledge / "hỏng.docx").write_bytes(b"PK\x03\x04 broken")
        site.live.refresh()
        filing = Filing(site.settings, lambda: site.live.generation)
        folder = Folder(site.assistant, site.live, filing, site.settings)
        app = create_app(site.assistant, site.settings, code=None, folder=folder)
        app.state.staff.accounts.add("quan-tri", PASSWORD, StaffRole.ADMIN)
        site.live.watch()
        with served(app) as address, opened(browser, address, size) as tab:
            tab.goto(f"{address}/quan-tri")
            tab.fill("#name", "quan-tri")
            tab.fill("#password", PASSWORD)
            tab.keyboard.press("Enter")
            tab.wait_for_url(f"{address}/quan-tri")

            def check(name: str) -> None:
                assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
                assert tab.evaluate(CONTRAST)[0] >= 4.5, (name, tab.evaluate(CONTRAST))
                shot(tab, f"{size}-{name}")

            check("folder")
            # Dropped onto the form, as from the desktop.
            tab.evaluate(
                """([name, text]) => {
                  const data = new DataTransfer();
                  data.items.add(new File([text], name));
                  const at = document.querySelector("form.upload");
                  at.dispatchEvent(new DragEvent("dragover", { bubbles: true, cancelable: true, dataTransfer: data }));
                  at.dispatchEvent(new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer: data }));
                }""",
                [file.name, DECISION],
            )
            tab.wait_for_url(re.compile(r"/quan-tri/cho/[0-9a-f]{16}"))
            tab.fill("#try", TRIED)
            tab.keyboard.press("Enter")
            tab.get_by_text("được nghỉ bù một ngày làm việc").first.wait_for()
            check("folder-new")
            tab.get_by_role("button", name=words.WORDS["put"]).press("Enter")
            tab.wait_for_url(re.compile(r"/quan-tri/tep\\?"))
            # By itself, once the watcher has taken it in.
            tab.get_by_role("link", name=re.compile(words.TABS["doan"])).wait_for(timeout=20_000)
            check("folder-file")
            for key, name in words.TABS.items():
                tab.get_by_role("link", name=re.compile(f"^{name}")).click()
                tab.wait_for_url(re.compile(f"xem={key}"))
                check(f"folder-{key}")
            tab.get_by_role("link", name=words.TABS["tong-quan"]).click()
            tab.get_by_role("link", name=words.WORDS["edit"]).first.click()
            tab.fill("#f-note", "xem lại")
            check("folder-edit")
            tab.get_by_role("button", name=words.WORDS["save"]).click()
            tab.get_by_text(words.DONE["sua"]).wait_for()
            tab.get_by_role("link", name=words.WORDS["take_out"]).click()
            check("folder-out")
            tab.get_by_role("button", name=words.WORDS["take_out"]).click()
            tab.get_by_text(words.DONE["bo"].replace("{file}", file.name)).wait_for()
            tab.get_by_role("link", name=words.WORDS["trash"]).click()
            check("folder-trash")
            tab.get_by_role("button", name=words.WORDS["restore"]).click()
            tab.get_by_text(words.DONE["khoi-phuc"].replace("{file}", file.name)).wait_for()
        assert [row.action for row in site.journal.store.read(trail)][:4] == [
            Action.RESTORED,
            Action.TAKEN_OUT,
            Action.METADATA_CHANGED,
            Action.UPLOADED,
        ]


@pytest.mark.needs("chromium")
def test_without_scripts_a_file_comes_in_too(tmp_path: Path, browser: Any) -> None:  # noqa: F811
    file = tmp_path / "quy-định-77.md"
    file.write_text(DECISION, encoding="utf-8")
    with site_in(tmp_path / "site") as site:
        app = site.app()
        app.state.staff.accounts.add("quan-tri", PASSWORD, StaffRole.ADMIN)
        with served(app) as address, opened(browser, address, "phone", java_script_enabled=False) as tab:
            tab.goto(f"{address}/quan-tri")
            tab.fill("#name", "quan-tri")
            tab.fill("#password", PASSWORD)
            tab.click("button[type=submit]")
            tab.set_input_files("input[type=file]", file)
            tab.click("form.upload button")
            tab.wait_for_url(re.compile(r"/quan-tri/cho/[0-9a-f]{16}"))
            tab.get_by_role("button", name=words.WORDS["put"]).click()
            tab.wait_for_url(re.compile(r"/quan-tri/tep\\?"))
            assert words.COMING_IN in tab.inner_text("main")
        assert (site.knowledge / file.name).exists()
