"""The bar: how sure it is that a passage answers the question, from evidence that can be explained.

Each piece of evidence is a number with a name; a small logistic model turns them into a probability. Its parameters are
in bar.json, made by `make bar` (bench/fit_bar.py); sign and size say what each piece of evidence is worth. What the
question claims and the document does not hold (a figure, a name, a place, a document) has its price here, not a switch.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cache
from importlib import resources
from math import exp, log

import numpy as np
from numpy.typing import NDArray

from bot.answer.cases import Case, case_of, fits, holds, limits, misses, scale_of, units_of
from bot.answer.kinds import FORMAL, Wanted, asks_for_the_question, holds_instance, names_measure, wanted
from bot.answer.windows import Window, best_window
from bot.index import Generation, term_hash
from bot.index.background import background_level
from bot.model import Document, Hit, SectionKind
from bot.search import Found, Prepared
from bot.search.ranking import Weighted, is_silent
from bot.vietnamese import find_document_numbers, fold, terms, terms_among
from bot.vietnamese.figures import scan_figures
from bot.vietnamese.people import names_of_people

FEATURES = (
    "window",  # share of the question's weight that the sentences which would be quoted carry, with their headings
    # Weight against the root of the number of terms: of words, and of pairs that merely met ("được rà"), which a text
    # that answers need not have.
    "words_quoted",  # in the sentences that would be quoted, or their headings
    "words_held",  # elsewhere in the passage
    "words_elsewhere",  # in another candidate only
    "words_nowhere",  # in none
    "chance_quoted",
    "chance_held",
    "chance_elsewhere",
    "chance_nowhere",
    "behind",  # its score in the order of search against the best of the others
    "cosine",  # against the background: in standard deviations, a tenth of it
    "cosine_field",  # against the mean of the other hits, in twentieths
    "both_first",  # first in both searches
    "kind_missing",  # asks for a number, date, person …, and the sentences hold none
    "kind_held",  # asks for such a thing, and they hold one
    "measure_missing",  # asks how long, how much, what share …, and neither they nor the headings name that measure
    "other_case",  # what it says is said for another bracket or level than the one asked about
    "case_held",  # a bracket of the sentences holds the amount asked about
    "head_missing",  # the first thing that the question speaks of stands neither in the sentences nor above them
    "figure_elsewhere",  # a figure of the question stands in the document, but not here
    "figure_nowhere",  # a figure of the question stands nowhere in the document
    "name_elsewhere",  # the same for capitalised names
    "name_nowhere",
    "place_elsewhere",  # the same for provinces and cities
    "place_nowhere",
    "document_missing",  # a document that the question names is not this one, nor mentioned here
    "ordinal_missing",  # a place in a row ("giải pháp thứ hai") that the sentences do not name
    "silent",  # no statement of its document, see search/ranking.py
    "length",  # of the question
)
# Prices that are set, not fitted: of some the development data has hardly any case; those of figures and names are
# higher than what it would make of them, as an answer about somebody or something else is worse than none.
SET = {
    "kind_missing": -2.0,
    "measure_missing": -1.5,
    "other_case": -3.0,
    "case_held": 1.0,
    "figure_elsewhere": -2.2,
    "figure_nowhere": -3.5,
    "name_elsewhere": -2.2,
    "name_nowhere": -3.5,
    "place_elsewhere": -1.0,
    "place_nowhere": -3.5,
    "document_missing": -5.0,
    "ordinal_missing": -2.0,
    "silent": -1.0,
}
_A_WORD = 0.5  # cohesion from which on a pair is taken for a word
_CHANCE = 0.4  # what a pair that merely met is worth as evidence, against a word
_CLAIMED = frozenset(name for name in SET if name.endswith(("_elsewhere", "_nowhere")))
_ORDINAL = re.compile(r"(?<!lần )\bthứ (nhất|hai|ba|tư|năm|sáu|bảy|tám|chín|mười)\b")
# A figure behind one of these is the number of a thing, and no amount: "vòng 3" is not held by "3. Hồ sơ gồm".
_NUMBERED = re.compile(
    r"\b(?:(?<!trong )vong|buoc|mau(?: so)?|bieu(?: mau)?(?: so)?|phu luc(?: so)?|hang|nhom|bac|giai doan|dot|loai|quy)"
    r" 0*(?P<digits>\d{1,2})\b(?!\s*(?:%|/|trieu|nam|thang|nguoi|ngay|gio|phut|tuan|buoi|hoc vien|ban|lan)\b)"
)
_ATTRIBUTED = re.compile(
    r"\b(?:ong|ba|dong chi|anh|chi|bi thu|chu tich|truong ban|giam doc)\b[^.?!]{0,60}?"
    r"\b(?:noi|bao|cho biet|cho rang|khang dinh|thua nhan|tra loi|neu|phat bieu|tiet lo)\b"
)
# Who is said to have laid it down.
_ISSUER = re.compile(
    r"\b(?P<issuer>bo chinh tri|ban bi thu|quoc hoi|chinh phu|thu tuong|bo noi vu|thanh uy|tinh uy|hoi dong nhan dan)"
    r" (?:da |co )?(?:quy dinh|ban hanh|yeu cau|cho phep|giao)\b"
)
_WORD = re.compile(r"[^\W\d_][\w’'.-]*")
_OPENS = (".", "?", "!", ":", "“", '"', "\n")  # the word after one of these is capitalised whatever it is
_PLACES = re.compile(
    r"\b(?:ha noi|hai phong|da nang|can tho|ho chi minh|sai gon|hue|quang ninh|hai duong|hung yen|thai binh|nam dinh|"
    r"ninh binh|ha nam|bac ninh|bac giang|thai nguyen|lang son|cao bang|ha giang|tuyen quang|lao cai|yen bai|lai chau|"
    r"dien bien|son la|hoa binh|phu tho|vinh phuc|thanh hoa|nghe an|ha tinh|quang binh|quang tri|quang nam|quang ngai|"
    r"binh dinh|phu yen|khanh hoa|ninh thuan|binh thuan|kon tum|gia lai|dak lak|dak nong|lam dong|binh phuoc|"
    r"tay ninh|binh duong|dong nai|ba ria|vung tau|long an|tien giang|ben tre|tra vinh|vinh long|dong thap|an giang|"
    r"kien giang|hau giang|soc trang|bac lieu|ca mau|hcm|tphcm|tp hcm)\b"
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """A candidate passage, the sentences that would be quoted, and how probable it is that they answer."""

    hit: Hit
    window: Window
    features: tuple[float, ...]  # in the order of FEATURES
    probability: float
    besides: float  # probability but for what the question claims and the passage does not hold


@dataclass(frozen=True, slots=True)
class Bar:
    """The fitted parameters: probability = 1 / (1 + exp(-(bias + Σ weight · feature)))."""

    bias: float
    weights: tuple[float, ...]
    answer: float  # probability from which on it is an answer
    near: float  # probability from which on it is shown as near


@dataclass(frozen=True, slots=True)
class Claims:
    """What a question takes for granted, worked out once for all its candidates; arrays of term hashes."""

    kind: Wanted
    case: Case
    # Each with its units, where it is an amount of the asker's own case.
    figures: tuple[tuple[NDArray[np.uint32], frozenset[str]], ...]
    names: tuple[NDArray[np.uint32], ...]
    places: tuple[NDArray[np.uint32], ...]
    head: NDArray[np.uint32]  # the first pair of syllables that says anything: "thời hạn luân chuyển …"
    attributed: bool  # whether it says that somebody said so: "ông … nói có 70%"
    ordinals: frozenset[str]  # terms of places in a row: "thu_hai"
    of_reporter: bool  # whether what a reporter asked is asked for
    documents: NDArray[np.uint32]  # terms that a mention of a document asked for leaves behind


@dataclass(frozen=True, slots=True)
class Field:
    """What the candidates of a question are together, worked out once for all of them."""

    held: Mapping[int, tuple[NDArray[np.bool_], NDArray[np.bool_]]]  # by passage: terms in its words, in its headings
    anywhere: NDArray[np.bool_]  # terms that some candidate holds
    cosines: tuple[float, ...]
    scores: Mapping[int, float]  # by passage: of those that may be first, in the order of search
    background: tuple[float, float]  # mean and deviation of the question's cosines to foreign sentences


@cache
def bar() -> Bar:
    """The bar that ships with the product."""
    held = json.loads((resources.files("bot.answer") / "bar.json").read_text("utf-8"))
    weights = held["weights"] | SET
    # A piece of evidence that has just been added weighs nothing until the bar is fitted anew.
    return Bar(held["bias"], tuple(weights.get(name, 0.0) for name in FEATURES), held["answer"], held["near"])


def claims(prepared: Prepared) -> Claims:
    """What a question takes for granted."""
    question = prepared.question.searched
    typed = fold(question)
    # With abbreviations written out: "UBKT TU" is nobody's name, and neither is what it stands for.
    names = [] if question.isupper() else [name for name in names_in(prepared.encoded) if fold(name) in typed]
    names = [name for name in names if not _is_word(name, prepared)]
    names += [match["issuer"] for match in _ISSUER.finditer(" ".join(fold(prepared.encoded).split()))]
    names += [name for name in _people_in(prepared.encoded) if fold(name) in typed and name not in names]
    # A number of a document is judged as a document, not once more as a figure.
    of_documents = {number.digits for number in prepared.numbers} | {n.year for n in prepared.numbers}
    figures = [term for term in _figures_in(prepared.encoded) if term not in of_documents]
    case = case_of(prepared.encoded)
    folded = " ".join(term for term in prepared.terms if "_" not in term)
    return Claims(
        wanted(prepared.encoded, prepared.question.searched),
        case,
        tuple((_hashes([term]), units_of(case, term)) for term in figures),
        tuple(_hashes(_whole(name)) for name in names),
        tuple(_hashes([place.replace(" ", "_", 1).split(" ")[0]]) for place in _PLACES.findall(folded)),
        _hashes(_first_words(prepared.asked)),
        _ATTRIBUTED.search(fold(prepared.encoded)) is not None,
        frozenset(f"thu_{fold(match[1])}" for match in _ORDINAL.finditer(prepared.encoded.lower())),
        asks_for_the_question(prepared.encoded),
        _hashes([f"{number.kind}_{number.digits}" for number in prepared.numbers if number.kind]),
    )


def names_in(question: str) -> list[str]:
    """Runs of capitalised words inside its sentences; the first word of a sentence is capitalised whatever it is.

    A question in capitals throughout has no names that could be told.
    """
    if question.isupper():
        return []
    names: list[str] = []
    end = -1
    for match in _WORD.finditer(question):
        before = question[: match.start()].rstrip(" ")
        if not match[0][0].isupper() or not before or before.endswith(_OPENS):
            continue
        if end >= 0 and question[end : match.start()] == " ":
            names[-1] += f" {match[0]}"
        else:
            names.append(match[0])
        end = match.end()
    return names


def _is_word(name: str, prepared: Prepared) -> bool:
    """Whether what is capitalised begins a word, as offices are written: "Giám đốc", "Phó Chủ tịch"."""
    first = name.removeprefix("Phó ")
    following = re.search(rf"{re.escape(name)} ([^\W\d_]+)", prepared.encoded)
    if following is None or " " in first or first == "Phó":
        return first == "Phó"
    pair = f"{fold(first)}_{fold(following[1])}"
    words = zip(prepared.asked.weights, prepared.asked.cohesion, strict=True)
    return any(term == pair and cohesion >= _A_WORD for term, cohesion in words)


def _first_words(asked: Weighted) -> list[str]:
    """The first pair of syllables that is a word rather than two that merely met: "được đưa vào diện rà soát"."""
    words = zip(asked.weights, asked.pair, asked.cohesion, strict=True)
    return [term for term, pair, cohesion in words if pair and cohesion >= _A_WORD][:1]


def _worth(asked: Weighted) -> NDArray[np.float64]:
    """The weights of terms as evidence: a pair that merely met need not be met again by a text that answers."""
    return asked.values * (_CHANCE + (1 - _CHANCE) * asked.cohesion)


def _figures_in(question: str) -> list[str]:
    """The terms that a text which has the figures of a question holds: of a date all of it, of "5,1 triệu" the sum."""
    parts: set[str] = set()
    for figure in scan_figures(fold(question)):
        if figure.kind == "date":
            parts.update((figure.value[:7], *(part.lstrip("0") for part in figure.value.split("-"))))
        elif figure.kind == "month":
            parts.update(part.lstrip("0") for part in figure.value.split("-"))
        elif (plain := figure.plain or figure.value.removesuffix("%")) != figure.value:
            parts.add(plain)
    held = dict.fromkeys(term for term in terms(question) if term[0].isdigit() and "_" not in term and "/" not in term)
    numbered = {match["digits"]: match[0].split() for match in _NUMBERED.finditer(" ".join(fold(question).split()))}
    # "Một tháng bao nhiêu" and "1 lần" claim nothing.
    found = [term for term in held if term not in parts and (term != "1" or term in numbered)]
    return [f"{numbered[term][-2]}_{term}" if term in numbered else term for term in found]


def _people_in(question: str) -> list[str]:
    """Names of people of several syllables, however they are typed: "ông lê văn thành"."""
    found = [question[start:end] for start, end in names_of_people(question)]
    return [name for name in found if " " in name]


def _whole(name: str) -> list[str]:
    """What a text that has a name holds of it: its pairs of syllables, as "Văn" and "Thành" alone are anybody's."""
    held = terms(name)
    return [term for term in held if "_" in term] or list(held)


def field_of(generation: Generation, prepared: Prepared, found: Found, hits: Sequence[Hit]) -> Field:
    """The field of some candidates."""
    asked = prepared.asked
    held = {hit.passage: generation.holds(hit.passage, asked.hashes) for hit in hits}
    anywhere = np.logical_or.reduce([body | head for body, head in held.values()])
    cosines = tuple(hit.dense for hit in hits if hit.dense is not None)
    background = background_level(generation.background, found.vector)
    # Where the question names documents of the folder, other documents are no rivals of theirs.
    named = [hit for hit in hits if generation.passages[hit.passage].document in prepared.named]
    scores = {hit.passage: hit.score for hit in named or hits}
    return Field(held, anywhere, cosines, scores, background)


def weigh(generation: Generation, prepared: Prepared, claimed: Claims, field: Field, hit: Hit) -> Evidence:
    """What speaks for one of the candidates."""
    window, heading = _window(generation, prepared, claimed, hit)
    features = features_of(generation, prepared, claimed, field, hit, window, heading)
    besides = tuple(0.0 if name in _CLAIMED else one for name, one in zip(FEATURES, features, strict=True))
    return Evidence(hit, window, features, probability(features), probability(besides))


def _window(generation: Generation, prepared: Prepared, claimed: Claims, hit: Hit) -> tuple[Window, Set[str]]:
    """The sentences to quote, and the terms of the question that stand above them.

    A passage's own heading is no sentence, but what it says need not be said again.
    """
    passage = generation.passages[hit.passage]
    document = generation.documents[passage.document]
    start, beyond = passage.start, passage.end
    if passage.section is not None:
        section = document.sections[passage.section]
        start = section.body if start < section.body < passage.end else start
        beyond = _end_of_own_text(document, passage.section)
    wanted = frozenset(prepared.asked.weights)
    heading = terms_among(f"{passage.context}\n{document.text[passage.start : start]}", wanted)
    window = best_window(
        document.text,
        (start, passage.end),
        prepared.asked.weights,
        claimed.kind,
        case=claimed.case,
        heading=heading,
        beyond=beyond,
    )
    return window, heading


def _end_of_own_text(document: Document, number: int) -> int:
    """Where a section's own text ends: at the first unit (an article, a headed section) within it, or at its end."""
    inner = (
        section.start
        for section in document.sections[number + 1 :]
        if section.parent == number and section.kind not in (SectionKind.CLAUSE, SectionKind.POINT)
    )
    return min(inner, default=document.sections[number].end)


def features_of(
    generation: Generation,
    prepared: Prepared,
    claimed: Claims,
    field: Field,
    hit: Hit,
    window: Window,
    heading: Set[str],
) -> tuple[float, ...]:
    """Features of a hit in the order of FEATURES; `heading`: terms of the question that stand above its window."""
    asked = prepared.asked
    body, head = field.held[hit.passage]
    both = body | head
    worth = _worth(asked)
    passage = generation.passages[hit.passage]
    quoted = generation.documents[passage.document].text[window.span[0] : window.span[1]]
    said = heading | terms_among(quoted, frozenset(asked.weights))
    in_quote = np.array([term in said for term in asked.weights], dtype=np.bool_)
    instance = holds_instance(claimed.kind, quoted)
    said_here = claimed.attributed and _is_reply(generation, hit)
    above = "" if said_here else passage.context
    limited = limits(claimed.case, f"{above}\n{quoted}")
    mean, deviation = field.background
    cosines = field.cosines
    cosine = hit.dense if hit.dense is not None else min(cosines, default=mean)
    return (
        _share(worth, in_quote),
        *_by_place(asked, in_quote, both, field.anywhere),
        _behind(field, hit),
        (cosine - mean) / deviation / 10,
        (cosine - sum(cosines) / len(cosines)) * 20 if cosines else 0.0,
        float(hit.dense_rank == 0 and hit.lexical_rank == 0),
        float(not instance),
        float(instance and claimed.kind.kind in FORMAL),
        float(_measure_missing(generation, claimed, hit, quoted)),
        float(_of_other_case(claimed.case, passage.context, quoted, generation.text_of(hit.passage))),
        float(holds(claimed.case, quoted, scale_of(claimed.case, generation.text_of(hit.passage)))),
        float(_head_missing(generation, claimed, hit)),
        *_missing(
            generation,
            hit,
            [figure for figure, units in claimed.figures if not units & limited],
            said_here=said_here,
        ),
        *_missing(generation, hit, claimed.names),
        *_missing(generation, hit, claimed.places),
        _document_missing(generation, prepared, claimed, hit),
        float(bool(claimed.ordinals - said)),
        float(is_silent(generation, hit.passage) and not claimed.of_reporter),
        log(1 + len(asked.values)) / 4,
    )


def probability(features: Sequence[float]) -> float:
    """What the bar makes of a row of features."""
    value = bar().bias + sum(w * f for w, f in zip(bar().weights, features, strict=True))
    return 1 / (1 + exp(-max(-30.0, min(30.0, value))))


def _by_place(
    asked: Weighted, quoted: NDArray[np.bool_], held: NDArray[np.bool_], anywhere: NDArray[np.bool_]
) -> list[float]:
    """Weight of words, then of chance pairs: quoted, held, in another candidate, nowhere; against the root of terms."""
    places = (quoted, held & ~quoted, anywhere & ~held & ~quoted, ~(anywhere | held | quoted))
    scale = 4 * max(1, len(asked.values)) ** 0.5
    shares = (asked.values * asked.cohesion, asked.values * (1 - asked.cohesion))
    return [float(values[place].sum()) / scale for values in shares for place in places]


def _behind(field: Field, hit: Hit) -> float:
    """Its score against the best of the others; 0 where it is no rival of theirs, or there are none."""
    others = [score for passage, score in field.scores.items() if passage != hit.passage]
    return field.scores[hit.passage] - max(others) if others and hit.passage in field.scores else 0.0


def _hashes(of: Sequence[str]) -> NDArray[np.uint32]:
    return np.fromiter((term_hash(term) for term in of), dtype=np.uint32, count=len(of))


def _share(values: NDArray[np.float64], held: NDArray[np.bool_]) -> float:
    total = float(values.sum())
    return float(values[held].sum()) / total if total else 0.0


def _missing(
    generation: Generation, hit: Hit, claims: Sequence[NDArray[np.uint32]], *, said_here: bool = False
) -> tuple[float, float]:
    """Whether one of several claims stands only elsewhere in the passage's document, and whether one stands nowhere.

    With `said_here`, what stands above a passage is not enough: it is a reporter's.
    """
    elsewhere = nowhere = 0.0
    document = generation.passages[hit.passage].document
    for claim in claims:
        if not len(claim):
            continue
        body, head = generation.holds(hit.passage, claim)
        if (body if said_here else body | head).all():
            continue
        if generation.document_holds(document, claim).all():
            elsewhere = 1.0
        else:
            nowhere = 1.0
    return elsewhere, nowhere


def _is_reply(generation: Generation, hit: Hit) -> bool:
    passage = generation.passages[hit.passage]
    if passage.section is None:
        return False
    return generation.documents[passage.document].sections[passage.section].kind is SectionKind.ANSWER


def _measure_missing(generation: Generation, claimed: Claims, hit: Hit, quoted: str) -> bool:
    measure = claimed.kind.measure
    if not measure or names_measure(claimed.kind, quoted):
        return False
    return not generation.holds(hit.passage, _hashes(sorted(measure)))[1].any()


def _of_other_case(case: Case, above: str, quoted: str, passage: str) -> bool:
    """Whether the sentences are said for another case; also where no bracket of the passage holds the one asked about.

    "Còn 12 năm" is in no bracket of a passage that knows 2 to 5 and 5 to 10: no other sentence of it answers.
    """
    fit = fits(case, [above, quoted], scale_of(case, passage))
    return fit < 0 or (fit == 0 and misses(case, passage))


def _head_missing(generation: Generation, claimed: Claims, hit: Hit) -> bool:
    if not len(claimed.head):
        return False
    body, head = generation.holds(hit.passage, claimed.head)
    return not (body | head).any()


def _document_missing(generation: Generation, prepared: Prepared, claimed: Claims, hit: Hit) -> float:
    if prepared.misdated:
        return 1.0
    if not prepared.numbers or generation.passages[hit.passage].document in prepared.named:
        return 0.0
    body, head = generation.holds(hit.passage, claimed.documents)
    return 0.0 if (body | head).any() and not _of_other_issuer(generation, prepared, hit) else 1.0


def _of_other_issuer(generation: Generation, prepared: Prepared, hit: Hit) -> bool:
    """Whether a passage speaks of a namesake of the document asked for: 08-KL/TW where 08-KL/TU is meant."""
    unknown = [number for number in prepared.unknown if number.issuer]
    if not unknown:
        return False
    passage = generation.passages[hit.passage]
    said = [number for number, _, _ in find_document_numbers(f"{passage.context}\n{generation.text_of(hit.passage)}")]
    for asked in unknown:
        of_number = [one for one in said if one.issuer and (one.kind, one.digits) == (asked.kind, asked.digits)]
        if of_number and all(one.issuer != asked.issuer for one in of_number):
            return True
    return False
