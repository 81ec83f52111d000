"""What Telegram delivers, turned into `Incoming`; None for what is not for the bot. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from telegram import CallbackQuery, Chat, ChatMember, ChatMemberUpdated, Message, MessageEntity, Update
from telegram.constants import ChatType

from bot.model import Attachment, Incoming, IncomingKind
from bot.phrases import dialogue

CHANNEL = "telegram"
KINDS = ("message", "edited_message", "callback_query", "my_chat_member")  # of updates that are asked for
_GROUPS = (ChatType.GROUP, ChatType.SUPERGROUP)
_OUT = (ChatMember.LEFT, ChatMember.BANNED)
_IN = (ChatMember.MEMBER, ChatMember.ADMINISTRATOR, ChatMember.RESTRICTED)
_COMMANDS = {*dialogue.COMMANDS, *dialogue.ADMIN_COMMANDS, *dialogue.COMMAND_ALIASES}
_LONE = re.compile(r"[\ud800-\udfff]")
_NAMELESS_FILE = "tep"


@dataclass(frozen=True, slots=True)
class Me:
    """The bot itself."""

    id: int
    name: str  # without "@"


def read(update: Update, me: Me, now: datetime) -> Incoming | None:
    """An update as the conversation takes it; `now` is the moment of a press, which bears none of its own."""
    key = str(update.update_id)
    if update.message is not None:
        return _message(update.message, key, me, edited=False)
    if update.edited_message is not None:
        return _message(update.edited_message, key, me, edited=True)
    if update.callback_query is not None:
        return _press(update.callback_query, key, now)
    if update.my_chat_member is not None:
        return _joined(update.my_chat_member, key)
    return None


def _message(message: Message, key: str, me: Me, *, edited: bool) -> Incoming | None:
    person = _person(message)
    if person is None or message.chat.type not in (ChatType.PRIVATE, *_GROUPS):
        return None
    words = _Words.of(message, me)
    replied = message.reply_to_message
    to_us = replied is not None and replied.from_user is not None and replied.from_user.id == me.id
    group = message.chat.type in _GROUPS
    if words.command is False or (group and not (to_us or words.mentioned or words.command)):
        return None
    kind = _kind(message, words)
    if edited:
        # A place that is shared live changes every minute; only words are worth an edit.
        kind = IncomingKind.EDIT if words.text else None
    if kind is None:
        return None
    if kind is IncomingKind.OTHER and message.media_group_id:
        key = f"album:{message.chat.id}:{message.media_group_id}"  # ten pictures sent at once get one line
    return Incoming(
        channel=CHANNEL,
        delivery=key,
        chat=str(message.chat.id),
        person=person,
        kind=kind,
        sent_at=(message.edit_date if edited else None) or message.date,
        text=words.text,
        message=str(message.message_id),
        reply_to=str(replied.message_id) if replied is not None and to_us else None,
        group=group,
        attachment=_attachment(message) if kind is IncomingKind.FILE else None,
    )


def _press(query: CallbackQuery, key: str, now: datetime) -> Incoming | None:
    message = query.message
    if message is None or not query.data:
        return None  # a game, or a message sent through an inline query: no button of ours
    return Incoming(
        channel=CHANNEL,
        delivery=key,
        chat=str(message.chat.id),
        person=str(query.from_user.id),
        kind=IncomingKind.PRESS,
        sent_at=now,
        text=_LONE.sub("\ufffd", query.data),
        reply_to=str(message.message_id),
        group=message.chat.type in _GROUPS,
    )


def _joined(change: ChatMemberUpdated, key: str) -> Incoming | None:
    """The bot was brought into a group. In a private chat the person says /start, which is answered."""
    came_in = change.old_chat_member.status in _OUT and change.new_chat_member.status in _IN
    if not came_in or change.chat.type not in _GROUPS:
        return None
    return Incoming(
        channel=CHANNEL,
        delivery=key,
        chat=str(change.chat.id),
        person=str(change.from_user.id),
        kind=IncomingKind.FOLLOW,
        sent_at=change.date,
        group=True,
    )


def _person(message: Message) -> str | None:
    """Who writes; a group's nameless administrators are known as their group. None for other bots and channels."""
    if message.is_automatic_forward:
        return None
    if message.sender_chat is not None:
        return str(message.sender_chat.id) if message.sender_chat.type != Chat.CHANNEL else None
    if message.from_user is None or message.from_user.is_bot:
        return None
    return str(message.from_user.id)


def _kind(message: Message, words: _Words) -> IncomingKind | None:
    if message.voice or message.video_note:
        return IncomingKind.VOICE
    if message.document and not message.animation:  # an animation comes as a document too
        return IncomingKind.FILE
    if words.text:
        return IncomingKind.TEXT
    if message.effective_attachment is not None:
        return IncomingKind.OTHER
    return IncomingKind.TEXT if words.mentioned else None  # called by name alone


def _attachment(message: Message) -> Attachment | None:
    held = message.document
    if held is None:
        return None
    return Attachment(held.file_id, _LONE.sub("\ufffd", held.file_name or _NAMELESS_FILE), held.file_size)


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of a message without our name."""

    text: str
    mentioned: bool
    command: bool | None  # True: one of ours; False: one of another bot; None: no command, or in a group no known one

    @classmethod
    def of(cls, message: Message, me: Me) -> _Words:
        text = message.text or message.caption or ""
        entities = message.entities if message.text else message.caption_entities
        # Offsets count UTF-16 units.
        wide = text.encode("utf-16-le", "surrogatepass")
        ours = [entity for entity in entities if _names(wide, entity, me)]
        command = _command(wide, entities, me)
        for entity in sorted(ours, key=lambda one: one.offset, reverse=True):
            wide = _without(wide, entity)
        text = wide.decode("utf-16-le", "replace")
        if command:
            head, *rest = text.split(maxsplit=1)
            text = " ".join([head.partition("@")[0], *rest])
        return cls(text.strip(" ,;:\n") if ours else text.strip(), bool(ours), command)


def _part(wide: bytes, entity: MessageEntity) -> str:
    return wide[2 * entity.offset : 2 * (entity.offset + entity.length)].decode("utf-16-le", "replace")


def _names(wide: bytes, entity: MessageEntity, me: Me) -> bool:
    if entity.type == MessageEntity.TEXT_MENTION:
        return entity.user is not None and entity.user.id == me.id
    return entity.type == MessageEntity.MENTION and _part(wide, entity).casefold() == f"@{me.name}".casefold()


def _without(wide: bytes, entity: MessageEntity) -> bytes:
    before, after = wide[: 2 * entity.offset], wide[2 * (entity.offset + entity.length) :]
    space = " ".encode("utf-16-le")
    if before.endswith(space) and after.startswith(space):
        after = after[2:]
    return before + after


def _command(wide: bytes, entities: Sequence[MessageEntity], me: Me) -> bool | None:
    first = next((one for one in entities if one.type == MessageEntity.BOT_COMMAND and one.offset == 0), None)
    if first is None:
        return None
    name, _, bot = _part(wide, first).removeprefix("/").partition("@")
    if bot:
        return bot.casefold() == me.name.casefold()
    return True if name.casefold() in _COMMANDS else None
