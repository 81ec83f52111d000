"""Which part of a web page is the article: everything else is the site around it."""

from __future__ import annotations

import itertools
import re
from collections import defaultdict

from lxml import etree

_DROPPED = (
    "script", "style", "noscript", "nav", "footer", "aside", "form", "button", "iframe", "svg", "template", "select",
    "input", "textarea", "object", "embed", "canvas", "video", "audio", "dialog", "menu", "link", "meta",
)  # fmt: skip
# Words in a class or id that name what surrounds an article.
_AROUND = re.compile(
    r"(?:^|[\s_-])(?:comments?|binh-?luan|y-?kien|share|sharing|social|chia-?se|related|lien-?quan|tin-?khac|breadcrumbs?|ads?|"
    r"advert\w*|banner|sidebar|side-?bar|popup|modal|cookie|newsletter|tags?|tag-?list|tu-?khoa|menu|navbar|toolbar|print|"
    r"top-?bar|rating|vote|recommend\w*|more-news|box-tin)(?:$|[\s_-])",
    re.IGNORECASE,
)
_MAIN_CLASS = re.compile(
    r"(?:article|post|entry|detail|news|main|page)[-_]?(?:body|content|detail|text)|noi-?dung|fck_detail|singular-content"
    r"|cms-body|toanvan|content1|fulltext",
    re.IGNORECASE,
)
_MOST = 0.4  # share of a page's words above which a block is not dropped by its name alone
_ENOUGH = 0.5  # share of a page's paragraphs that a block must hold to be the article
_MAX_CANDIDATES = 50  # blocks looked at; each costs reading all its words
_SMALL = 200  # letters; a page with less has no article to tell from its surroundings


def article(root: etree._Element) -> etree._Element:
    """Drop what surrounds the article, and return the element that holds it."""
    body = root.find(".//body")
    body = root if body is None else body
    _drop_tags(body)
    _drop_hidden(body)
    total = _letters(body)
    _drop_named(body, total)
    total = _letters(body)
    if total < _SMALL:
        return body
    for candidates in (_marked(body), _classed(body), _dense(body)):
        best = max(candidates, key=_letters, default=None)
        if best is not None and _letters(best) >= _ENOUGH * total:
            return best
    return body


def title_of(root: etree._Element) -> etree._Element | None:
    """The only main heading of a page."""
    headings = [h for h in root.iter("h1") if _letters(h) > 3]
    return headings[0] if headings else None


def _marked(body: etree._Element) -> list[etree._Element]:
    found = list(body.iter("article", "main"))
    found += [
        e for e in body.iter() if _is_element(e) and (e.get("itemprop") == "articleBody" or e.get("role") == "main")
    ]
    return found[:_MAX_CANDIDATES]


def _classed(body: etree._Element) -> list[etree._Element]:
    found = (
        e for e in body.iter("div", "section", "td") if _MAIN_CLASS.search(f"{e.get('class', '')} {e.get('id', '')}")
    )
    return list(itertools.islice(found, _MAX_CANDIDATES))


def _dense(body: etree._Element) -> list[etree._Element]:
    """The block whose own paragraphs hold the most words."""
    held: defaultdict[etree._Element, int] = defaultdict(int)
    for paragraph in body.iter("p"):
        parent = paragraph.getparent()
        if parent is not None and parent.tag not in ("td", "th", "li"):
            held[parent] += _letters(paragraph)
    return [max(held, key=lambda e: held[e])] if held else []


def _drop_tags(body: etree._Element) -> None:
    for element in list(body.iter(*_DROPPED)):
        _remove(element)
    # The head of a site holds its menu; the head of an article holds its title.
    for element in list(body.iter("header")):
        if not any(a.tag in ("article", "main") for a in element.iterancestors()) and element.find(".//h1") is None:
            _remove(element)
    for element in list(body.iter(etree.Comment, etree.ProcessingInstruction)):
        _remove(element)


def _drop_hidden(body: etree._Element) -> None:
    for element in list(body.iter()):
        style = element.get("style", "").replace(" ", "").lower() if _is_element(element) else ""
        if "display:none" in style or (_is_element(element) and element.get("hidden") is not None):
            _remove(element)


def _drop_named(body: etree._Element, total: int) -> None:
    for element in list(body.iter("div", "section", "ul", "ol", "span", "p", "table")):
        name = f"{element.get('class', '')} {element.get('id', '')}"
        if _AROUND.search(name) and _letters(element) < _MOST * total and element.find(".//h1") is None:
            _remove(element)


def _remove(element: etree._Element) -> None:
    """Take an element out, and leave the words that follow it."""
    parent = element.getparent()
    if parent is None:
        return
    tail = element.tail or ""
    before = element.getprevious()
    if before is not None:
        before.tail = (before.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    parent.remove(element)


def _is_element(element: etree._Element) -> bool:
    return isinstance(element.tag, str)


def _letters(element: etree._Element) -> int:
    return sum(len(text.strip()) for text in element.itertext())
