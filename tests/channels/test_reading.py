"""What people do on Telegram, as the conversation takes it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from telegram import Update

from bot.channels.telegram.reading import Me, read
from bot.model import Attachment, Incoming, IncomingKind
from tests.channels.checks import units
from tests.fakes_telegram import ME

US = Me(ME["id"], ME["username"])
NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
PERSON = {"id": 55, "is_bot": False, "first_name": "Nguyễn Văn A"}
PRIVATE = {"id": 55, "type": "private", "first_name": "A"}
GROUP = {"id": -1009, "type": "supergroup", "title": "Tổ"}
OURS = {"message_id": 40, "date": 5, "chat": GROUP, "from": ME, "text": "câu trả lời"}
FILE = {"file_id": "F", "file_unique_id": "U"}
PHOTO = {"photo": [{**FILE, "width": 1, "height": 1}]}
DOCUMENT = {"document": {**FILE, "file_name": "Quy định 65.docx", "file_size": 1234}}


def entity(text: str, words: str, kind: str, **more: Any) -> dict[str, Any]:
    """An entity over some words of a text."""
    return {"type": kind, "offset": units(text[: text.index(words)]), "length": units(words), **more}


def got(content: dict[str, Any], *, kind: str = "message", chat: dict[str, Any] = PRIVATE) -> Incoming | None:
    """A message as it is read."""
    message = {"message_id": 41, "date": 1_700_000_000, "chat": chat, "from": PERSON, **content}
    return read(Update.de_json({"update_id": 900, kind: message}, None), US, NOW)


def words(content: dict[str, Any], *, chat: dict[str, Any] = PRIVATE) -> str | None:
    """The words of a message as they are read."""
    read_as = got(content, chat=chat)
    return read_as.text if read_as else None


def said(text: str, *entities: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A message of words."""
    return {"text": text, "entities": list(entities), **more}


def test_a_text_is_read_whole() -> None:
    assert got(said("tuổi bổ nhiệm?")) == Incoming(
        channel="telegram",
        delivery="900",
        chat="55",
        person="55",
        kind=IncomingKind.TEXT,
        sent_at=datetime.fromtimestamp(1_700_000_000, UTC),
        text="tuổi bổ nhiệm?",
        message="41",
    )


def test_an_edit_names_the_message_that_it_changes() -> None:
    edited = got(said("tuổi nghỉ hưu?", edit_date=1_700_000_100), kind="edited_message")
    assert edited is not None
    assert (edited.kind, edited.message, edited.text) == (IncomingKind.EDIT, "41", "tuổi nghỉ hưu?")
    assert edited.sent_at == datetime.fromtimestamp(1_700_000_100, UTC)
    live = {"location": {"latitude": 20.8, "longitude": 106.7, "live_period": 60}, "edit_date": 1_700_000_100}
    assert got(live, kind="edited_message") is None


def test_a_forwarded_message_is_words_as_any() -> None:
    origin = {"type": "hidden_user", "date": 1, "sender_user_name": "Ai đó"}
    assert words(said("hỏi hộ: tuổi bổ nhiệm?", forward_origin=origin)) == "hỏi hộ: tuổi bổ nhiệm?"


def test_a_reply_to_us_names_our_message_and_one_to_others_does_not() -> None:
    reply = got(said("còn cấp xã?", reply_to_message=OURS))
    assert reply is not None
    assert reply.reply_to == "40"
    other = got(said("còn cấp xã?", reply_to_message={**OURS, "from": PERSON}))
    assert other is not None
    assert other.reply_to is None


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (DOCUMENT, IncomingKind.FILE),
        ({**DOCUMENT, "caption": "văn bản mới"}, IncomingKind.FILE),
        ({"voice": {**FILE, "duration": 3}}, IncomingKind.VOICE),
        ({"video_note": {**FILE, "duration": 3, "length": 9}}, IncomingKind.VOICE),
        (PHOTO, IncomingKind.OTHER),
        ({**PHOTO, "caption": "quy định này còn hiệu lực?"}, IncomingKind.TEXT),
        ({"animation": {**FILE, "width": 1, "height": 1, "duration": 1}, **DOCUMENT}, IncomingKind.OTHER),
        ({"contact": {"phone_number": "0", "first_name": "B"}}, IncomingKind.OTHER),
        ({"location": {"latitude": 20.8, "longitude": 106.7}}, IncomingKind.OTHER),
        ({"dice": {"emoji": "🎲", "value": 3}}, IncomingKind.OTHER),
        (
            {
                "sticker": {
                    **FILE,
                    "width": 1,
                    "height": 1,
                    "is_animated": False,
                    "is_video": False,
                    "type": "regular",
                }
            },
            IncomingKind.OTHER,
        ),
    ],
)
def test_kinds(content: dict[str, Any], kind: IncomingKind) -> None:
    found = got(content)
    assert found is not None
    assert found.kind is kind
    assert found.text == content.get("caption", "")


def test_a_file_is_named_and_not_fetched() -> None:
    found = got(DOCUMENT)
    assert found is not None
    assert found.attachment == Attachment("F", "Quy định 65.docx", 1234)
    nameless = got({"document": FILE})
    assert nameless is not None
    assert nameless.attachment is not None
    assert nameless.attachment.name
    assert nameless.attachment.size is None


def test_an_album_is_one_thing_beside_its_words() -> None:
    album = {**PHOTO, "media_group_id": "8"}
    keys = [got({**album, "message_id": number}) for number in (1, 2)]
    assert len({found.delivery for found in keys if found}) == 1
    with_words = got({**album, "caption": "hỏi"})
    assert with_words is not None
    assert with_words.delivery == "900"


@pytest.mark.parametrize(
    "service",
    [
        {"new_chat_members": [PERSON]},
        {"left_chat_member": PERSON},
        {"pinned_message": OURS},
        {"new_chat_title": "Tên mới"},
        {"migrate_to_chat_id": -1010},
        {"hologram": {"unknown": True}},
    ],
)
@pytest.mark.parametrize("chat", [PRIVATE, GROUP])
def test_notices_of_the_platform_are_no_messages(service: dict[str, Any], chat: dict[str, Any]) -> None:
    assert got(service, chat=chat) is None


# --- commands and groups -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/hoi tuổi bổ nhiệm", "/hoi tuổi bổ nhiệm"),
        ("/hoi@CanBoHoiBot tuổi bổ nhiệm", "/hoi tuổi bổ nhiệm"),
        ("/hoi@canbohoibot tuổi bổ nhiệm", "/hoi tuổi bổ nhiệm"),
        ("/hoi@CanBoHoiBot\ntuổi bổ nhiệm", "/hoi tuổi bổ nhiệm"),
        ("/hoi@BotKhac tuổi bổ nhiệm", None),
        ("/start ma-moi_42", "/start ma-moi_42"),
    ],
)
@pytest.mark.parametrize("chat", [PRIVATE, GROUP])
def test_commands(text: str, expected: str | None, chat: dict[str, Any]) -> None:
    if text.startswith("/start") and chat is GROUP:
        text = text.replace("/start", "/start@CanBoHoiBot")
    command = entity(text, text.split()[0], "bot_command")
    assert words(said(text, command), chat=chat) == expected


def test_a_command_unknown_to_us_may_be_for_another_bot_of_the_group() -> None:
    text = "/play nhạc"
    assert words(said(text, entity(text, "/play", "bot_command")), chat=GROUP) is None
    assert words(said(text, entity(text, "/play", "bot_command"))) == text
    ours = "/play@CanBoHoiBot"
    assert words(said(ours, entity(ours, ours, "bot_command")), chat=GROUP) == "/play"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("@CanBoHoiBot tuổi bổ nhiệm?", "tuổi bổ nhiệm?"),
        ("@canbohoibot, tuổi bổ nhiệm?", "tuổi bổ nhiệm?"),
        ("tuổi bổ nhiệm @CanBoHoiBot", "tuổi bổ nhiệm"),
        ("😀😀 nhờ @CanBoHoiBot cho biết tuổi", "😀😀 nhờ cho biết tuổi"),
    ],
)
def test_our_name_is_taken_out(text: str, expected: str) -> None:
    name = next(word for word in text.replace(",", "").split() if word.startswith("@"))
    assert words(said(text, entity(text, name, "mention")), chat=GROUP) == expected


def test_in_a_group_only_what_is_for_us() -> None:
    text = "các đồng chí cho ý kiến, email a@CanBoHoiBot.vn, @AiDo"
    assert words(said(text, entity(text, "@AiDo", "mention")), chat=GROUP) is None
    assert words(said("@CanBoHoiBot"), chat=GROUP) is None  # no entity: not a mention
    for content in (PHOTO, DOCUMENT, {"voice": {**FILE, "duration": 3}}):
        assert got(content, chat=GROUP) is None
        assert got({**content, "reply_to_message": OURS}, chat=GROUP) is not None
    linked = entity("hỏi bạn này", "bạn này", "text_mention", user=ME)
    assert words(said("hỏi bạn này", linked), chat=GROUP) == "hỏi"
    caption = "@CanBoHoiBot ảnh này"
    mention = [entity(caption, "@CanBoHoiBot", "mention")]
    assert words({**PHOTO, "caption": caption, "caption_entities": mention}, chat=GROUP) == "ảnh này"


def test_a_mention_without_words_is_left_to_the_conversation() -> None:
    found = got(said("@CanBoHoiBot", entity("@CanBoHoiBot", "@CanBoHoiBot", "mention")), chat=GROUP)
    assert found is not None
    assert (found.kind, found.text) == (IncomingKind.TEXT, "")


def test_who_asks_in_a_group_is_the_person() -> None:
    found = got(said("còn xã?", reply_to_message=OURS), chat=GROUP)
    assert found is not None
    assert (found.chat, found.person, found.group, found.reply_to) == ("-1009", "55", True, "40")


def test_nameless_administrators_other_bots_and_channels() -> None:
    bot = {"id": 77, "is_bot": True, "first_name": "B"}
    reply = said("còn xã?", reply_to_message=OURS)
    assert got({**reply, "from": bot}, chat=GROUP) is None
    nameless = got({**reply, "from": bot, "sender_chat": GROUP}, chat=GROUP)
    assert nameless is not None
    assert nameless.person == "-1009"
    channel = {"id": -1010, "type": "channel", "title": "Kênh"}
    assert got({**reply, "sender_chat": channel, "is_automatic_forward": True}, chat=GROUP) is None
    assert got(said("bài"), chat=channel) is None


# --- the rest ------------------------------------------------------------------------------------------------------


def press(**content: Any) -> Incoming | None:
    """A press as it is read."""
    query = {"id": "9", "from": PERSON, "chat_instance": "1", "message": OURS, "data": "u:7", **content}
    return read(Update.de_json({"update_id": 901, "callback_query": query}, None), US, NOW)


def test_a_press_belongs_to_who_pressed() -> None:
    found = press()
    assert found == Incoming(
        channel="telegram",
        delivery="901",
        chat="-1009",
        person="55",
        kind=IncomingKind.PRESS,
        sent_at=NOW,
        text="u:7",
        reply_to="40",
        group=True,
    )
    old = press(message={"chat": PRIVATE, "message_id": 3, "date": 0})
    assert old is not None
    assert (old.chat, old.reply_to) == ("55", "3")


def test_presses_that_are_none_of_ours() -> None:
    assert press(message=None, inline_message_id="x") is None
    assert press(data=None, game_short_name="g") is None


def joined(chat: dict[str, Any], old: str, new: str) -> Incoming | None:
    """A change of the bot's own standing."""
    more: dict[str, Any] = {"kicked": {"until_date": 0}, "administrator": dict.fromkeys(_RIGHTS, False)}
    change = {"chat": chat, "from": PERSON, "date": 1_700_000_000}
    change["old_chat_member"] = {"user": ME, "status": old, **more.get(old, {})}
    change["new_chat_member"] = {"user": ME, "status": new, **more.get(new, {})}
    return read(Update.de_json({"update_id": 902, "my_chat_member": change}, None), US, NOW)


_RIGHTS = ["can_be_edited", "is_anonymous", "can_manage_chat", "can_delete_messages", "can_manage_video_chats"]
_RIGHTS += ["can_restrict_members", "can_promote_members", "can_change_info", "can_invite_users"]
_RIGHTS += ["can_post_stories", "can_edit_stories", "can_delete_stories"]


@pytest.mark.parametrize("new", ["member", "administrator"])
def test_being_brought_into_a_group_is_a_beginning(new: str) -> None:
    found = joined(GROUP, "left", new)
    assert found is not None
    assert (found.kind, found.chat, found.person, found.group) == (IncomingKind.FOLLOW, "-1009", "55", True)


@pytest.mark.parametrize(
    ("chat", "old", "new"),
    [(GROUP, "member", "left"), (GROUP, "member", "administrator"), (PRIVATE, "member", "kicked")],
)
def test_other_changes_are_not(chat: dict[str, Any], old: str, new: str) -> None:
    assert joined(chat, old, new) is None


def test_lone_halves_of_characters_are_replaced() -> None:
    assert words(said("hỏi \ud83d gì")) == "hỏi \ufffd gì"
