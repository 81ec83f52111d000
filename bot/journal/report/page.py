"""The report as one HTML file that needs nothing else and prints well on A4."""

from __future__ import annotations

import base64
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from bot.journal.report import plots
from bot.journal.report.described import cards, counts, described
from bot.journal.report.proposals import proposals
from bot.journal.report.text import for_xml
from bot.journal.report.values import Figures
from bot.phrases import report as words

_MOST_TOPICS = 15  # of each list; the workbook has all of them


def page(figures: Figures) -> str:
    """The page. It holds no script, and all that comes from people or documents is escaped."""
    drawings = {
        "weeks": plots.weeks(figures),
        "share": plots.share(figures),
        "themes": plots.themes(figures),
        "hours": plots.hours(figures),
    }
    return for_xml(
        _template().render(
            w=words,
            f=figures,
            cards=cards(figures),
            lines=_lines(figures),
            plots={name: _data_url(svg) for name, svg in drawings.items()},
            described=described(figures),
            proposals=proposals(figures),
            most=_MOST_TOPICS,
        )
    )


@cache
def _template() -> Template:
    loader = PackageLoader("bot.journal.report", ".")
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    return environment.get_template("page.html")


def _lines(figures: Figures) -> list[tuple[str, str, str, str]]:
    """(name, this period, the period before, change) of each figure, as written."""
    now, before = counts(figures.whole), counts(figures.before)
    lines = [
        (
            words.FIGURES[name],
            words.number(now[name]),
            words.number(before[name]),
            words.change(now[name], before[name]),
        )
        for name in now
    ]
    shares = (figures.whole.tally.share, figures.before.tally.share)
    lines.insert(3, (words.FIGURES["share"], words.percent(shares[0]), words.percent(shares[1]), words.points(*shares)))
    for name, value, value_before in (
        ("median_ms", figures.whole.median_ms, figures.before.median_ms),
        ("p95_ms", figures.whole.p95_ms, figures.before.p95_ms),
    ):
        lines.append((words.FIGURES[name], words.milliseconds(value), words.milliseconds(value_before), ""))
    return lines


def _data_url(svg: bytes) -> str:
    return f"data:image/svg+xml;base64,{base64.b64encode(svg).decode('ascii')}"
