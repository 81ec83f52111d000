"""Interviews: whose turn it is. What the reporter says is never what the official says."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot import phrases
from bot.library.outline.parts import Line, Node
from bot.model import SectionKind
from bot.vietnamese import fold

_LABEL = re.compile(r"(?:[-–—•*]\s*)?(?P<label>[^\s:][^:\n]{0,90}?)\s*:(?=\s|$)\s*")
_REPORTER = re.compile(
    r"pv|p\.v\.?|pv .*|phong vien|phong vien .*|nha bao .*|mc|nguoi dan chuong trinh|hoi|cau hoi(?: \d+)?|q"
    r"|ban doc(?: .*)?|toa soan|bao (?!cao|dam|ve|gom|mat|hiem).*|tap chi .*"
    r"|dai (?:phat thanh|truyen hinh).*|cong thong tin.*"
)
_ANONYMOUS = re.compile(r"tra loi|dap|a|giai dap")
_HONORIFIC = re.compile(
    r"(?:ong|ba|dong chi|d/c|anh|chi|gs|pgs|ts|ths|gs\.ts|pgs\.ts|tien si|thac si|giao su|luat su|nha nghien cuu|bi thu"
    r"|pho bi thu|chu tich|pho chu tich|truong ban|pho truong ban|giam doc|bo truong|thu truong"
    r"|thieu tuong|trung tuong)(?:[ .,].*)?"
)
_MAX_LABEL_WORDS = 16  # with a position in parentheses
_BOLD_QUESTIONS = 2  # as many bold questions as make an interview without labels


@dataclass(frozen=True, slots=True)
class _Turn:
    line: int
    asks: bool
    label: str
    body: int


def interview(lines: Sequence[Line]) -> list[Node] | None:
    """Return the turns of an interview, or None where the text is none (fewer than two sides that take turns)."""
    turns = _labelled(lines)
    if not _takes_turns(turns):
        turns = _bold_questions(lines, turns)
        if not _takes_turns(turns):
            return None
    return _nodes(lines, turns)


def title_line(lines: Sequence[Line]) -> int | None:
    """The line that is the title of an article or interview: the first that is no furniture, if it looks like one."""
    for index, line in enumerate(lines[:12]):
        if line.furniture:
            continue
        label = _LABEL.match(line.text)  # "Đưa cán bộ về xã: không làm theo phong trào" is no turn of anybody's
        speaks = label is not None and _role(label["label"].strip(), 1) is not None
        if line.heading or (len(line.text) <= 200 and not line.text.endswith((".", ":", ";")) and not speaks):
            return index
        return None
    return None


def _takes_turns(turns: Sequence[_Turn]) -> bool:
    return any(first.asks and not second.asks for first, second in pairwise(turns))


def _labelled(lines: Sequence[Line]) -> list[_Turn]:
    candidates = [
        (index, match) for index, line in enumerate(lines) if not line.table and (match := _LABEL.match(line.text))
    ]
    names = Counter(match["label"] for _, match in candidates)
    turns = []
    for index, match in candidates:
        label = match["label"].strip()
        asks = _role(label, names[match["label"]])
        if asks is not None:
            turns.append(_Turn(index, asks, label, lines[index].start + match.end()))
    if any(turn.asks for turn in turns) or not turns:
        return turns
    # Nobody is called a reporter: of two who take turns, the one whose turns are mostly questions asks.
    asking = Counter(turn.label for turn in turns if lines[turn.line].text.rstrip('”" ').endswith("?"))
    spoken = Counter(turn.label for turn in turns)
    reporters = {label for label, count in asking.items() if count * 2 > spoken[label]}
    return [_Turn(turn.line, turn.label in reporters, turn.label, turn.body) for turn in turns]


def _role(label: str, count: int) -> bool | None:
    """True for one who asks, False for one who answers, None for words that are no speaker."""
    folded = fold(label)
    words = label.split()
    if len(words) > _MAX_LABEL_WORDS or not (label[0].isupper() or folded in ("hoi", "dap", "q", "a")):
        return None
    if _REPORTER.fullmatch(folded) and len(words) <= 6:
        return True
    if _ANONYMOUS.fullmatch(folded):
        return False
    name = re.sub(r"\s*\(.*\)$", "", label)
    name = re.sub(r"\s+(?:trả lời|đáp|cho biết|trao đổi)$", "", name).split(",")[0]
    parts = name.split()
    capitals = sum(word[0].isupper() for word in parts)
    # "Ông Đỗ Mạnh Hiến", "Đồng chí Bí thư …": ends with a name; "Ông có thể cho biết" does not.
    if _HONORIFIC.fullmatch(folded) and len(parts) >= 2 and parts[-1][0].isupper() and capitals >= 2:
        return False
    # A bare name counts when it comes again.
    if count >= 2 and 2 <= len(parts) <= 5 and capitals == len(parts) and not label.isupper():
        return False
    return None


def _bold_questions(lines: Sequence[Line], labelled: Sequence[_Turn]) -> list[_Turn]:
    """Questions that are told from answers only by bold type, as newspapers print them."""
    asked = [
        i for i, line in enumerate(lines) if line.bold and not line.heading and line.text.rstrip('”" ').endswith("?")
    ]
    addressed = sum(
        "thua ong" in lines[i].folded or "thua ba" in lines[i].folded or "dong chi" in lines[i].folded for i in asked
    )
    if len(asked) < _BOLD_QUESTIONS or not (labelled or addressed):
        return []
    labels = {turn.line: turn for turn in labelled if not turn.asks}
    turns: list[_Turn] = []
    speaker = phrases.ANSWER_WITHOUT_NAME
    asking = set(asked)
    for index, line in enumerate(lines):
        if index in asking:
            if not (turns and turns[-1].asks and turns[-1].line == index - 1):
                turns.append(_Turn(index, True, "", line.start))
        elif index in labels:
            speaker = labels[index].label
            turns.append(labels[index])
        elif turns and turns[-1].asks:
            turns.append(_Turn(index, False, speaker, line.start))
    return turns


def _nodes(lines: Sequence[Line], turns: Sequence[_Turn]) -> list[Node]:
    nodes: list[Node] = []
    title = title_line(lines)
    first = next((i for i, line in enumerate(lines) if not line.furniture and i != title), 0)
    if first < turns[0].line:
        nodes.append(Node(99, first, SectionKind.LEAD, "", "", lines[first].start))
    asked = 0
    for turn in turns:
        asked += turn.asks
        kind = SectionKind.QUESTION if turn.asks else SectionKind.ANSWER
        nodes.append(Node(1, turn.line, kind, turn.label, "", turn.body, asked or None))
    return nodes
