"""The plots of a report, drawn by matplotlib: SVG for pages, PNG for Word. Colours hold for the colour-blind.

matplotlib is imported on the first drawing and is not safe to use from several threads: a lock lets one draw.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Any, Literal

from bot.journal.entry import Outcome
from bot.journal.report.text import shortened
from bot.journal.report.values import Figures, Tally
from bot.phrases import report as words

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Form = Literal["svg", "png"]
ANSWERED = "#0072b2"  # of the palette of Okabe and Ito
LACKING = "#e69f00"
FAILED = "#999999"
_INK = "#222222"
_GRID = "#dddddd"
_PNG_DPI = 200
_MOST_TOPICS = 10
_LABEL = 52  # characters of a theme beside its bar, on two lines
_WEEK_LABELS = 14
_lock = threading.Lock()


def weeks(figures: Figures, form: Form = "svg") -> bytes:
    """Questions by week, the answered below the unanswered."""
    return _drawn(_weeks, figures, form, (6.4, 2.9))


def share(figures: Figures, form: Form = "svg") -> bytes:
    """The share answered by week; a week without questions leaves a gap."""
    return _drawn(_share, figures, form, (6.4, 2.6))


def themes(figures: Figures, form: Form = "svg") -> bytes:
    """The themes asked about most, as bars of answered and unanswered questions."""
    rows = max(1, min(_MOST_TOPICS, len(figures.topics)))
    return _drawn(_themes, figures, form, (6.4, 0.9 + 0.36 * rows))


def hours(figures: Figures, form: Form = "svg") -> bytes:
    """A calendar of hours: the darker, the more questions on that weekday at that hour."""
    return _drawn(_hours, figures, form, (6.4, 2.7))


def _drawn(draw: Callable[[Figures, Figure, Axes], None], figures: Figures, form: Form, inches: Any) -> bytes:
    with _lock:
        import matplotlib
        from matplotlib.figure import Figure

        # Set for good and not for a while: giving them back would be no safer, and nothing else draws here.
        matplotlib.rcParams.update(
            {
                "font.family": "DejaVu Sans",
                "font.size": 8.5,
                "text.parse_math": False,  # a "$" that somebody typed is no formula
                "text.color": _INK,
                "axes.labelcolor": _INK,
                "xtick.color": _INK,
                "ytick.color": _INK,
                "axes.edgecolor": "#888888",
                "axes.spines.top": False,
                "axes.spines.right": False,
                "axes.axisbelow": True,
                "svg.fonttype": "none",  # letters stay letters: small, and can be searched in print
                "svg.hashsalt": "cadre-bot",  # the same figures give the same bytes
            }
        )
        figure = Figure(figsize=inches, layout="constrained")
        axes = figure.add_subplot()
        if figures.whole.tally.questions:
            draw(figures, figure, axes)
        else:
            axes.set_axis_off()
            axes.text(0.5, 0.5, words.PLOT_NONE, ha="center", va="center", transform=axes.transAxes)
        out = BytesIO()
        if form == "svg":
            figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
        else:
            figure.savefig(out, format="png", dpi=_PNG_DPI, metadata={"Software": None})
        return out.getvalue()


def _weeks(figures: Figures, figure: Figure, axes: Axes) -> None:
    below = [0] * len(figures.weeks)
    where = list(range(len(figures.weeks)))
    for label, colour, counts in _parts([tally for _, tally in figures.weeks]):
        if any(counts):
            axes.bar(where, counts, bottom=below, color=colour, width=0.75, label=label)
        below = [low + count for low, count in zip(below, counts, strict=True)]
    axes.set_ylabel(words.AXIS_QUESTIONS)
    axes.grid(axis="y", color=_GRID, linewidth=0.6)
    _counted(axes.yaxis)
    _by_week(figures, axes)
    figure.legend(loc="outside upper left", ncols=3, frameon=False)


def _share(figures: Figures, figure: Figure, axes: Axes) -> None:
    from matplotlib.ticker import FuncFormatter

    shares = [float("nan") if tally.share is None else tally.share for _, tally in figures.weeks]
    axes.plot(range(len(shares)), shares, color=ANSWERED, linewidth=1.8, marker="o", markersize=4, clip_on=False)
    axes.set_ylim(0, 1)
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: words.percent(value, 0)))
    axes.grid(axis="y", color=_GRID, linewidth=0.6)
    if len(shares) <= _WEEK_LABELS:
        for at, value in enumerate(shares):
            if value == value:
                up = value < 0.85
                axes.annotate(
                    words.percent(value, 0),
                    (at, value),
                    xytext=(0, 6 if up else -13),
                    textcoords="offset points",
                    ha="center",
                    fontsize=7.5,
                )
    _by_week(figures, axes)


def _themes(figures: Figures, figure: Figure, axes: Axes) -> None:
    shown = figures.topics[:_MOST_TOPICS]
    if not shown:
        axes.set_axis_off()
        axes.text(0.5, 0.5, words.NO_THEMES, ha="center", va="center", transform=axes.transAxes)
        return
    where = list(range(len(shown)))
    left = [0] * len(shown)
    for label, colour, counts in _parts([topic.tally for topic in shown]):
        if any(counts):
            axes.barh(where, counts, left=left, color=colour, height=0.7, label=label)
        left = [before + count for before, count in zip(left, counts, strict=True)]
    for at, topic in enumerate(shown):
        axes.annotate(
            words.number(topic.tally.questions),
            (topic.tally.questions, at),
            xytext=(3, 0),
            textcoords="offset points",
            va="center",
            fontsize=7.5,
        )
    axes.set_yticks(where, [_two_lines(_drawable(topic.label)) for topic in shown], fontsize=7.5)
    axes.set_ylim(len(shown) - 0.5, -0.5)
    axes.tick_params(axis="y", length=0)
    axes.margins(x=0.08)
    _counted(axes.xaxis)
    axes.grid(axis="x", color=_GRID, linewidth=0.6)
    figure.legend(loc="outside upper left", ncols=3, frameon=False)


def _hours(figures: Figures, figure: Figure, axes: Axes) -> None:
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    picture = axes.pcolormesh(
        range(25), range(8), figures.calendar, cmap="Blues", vmin=0, edgecolors="#e8e8e8", linewidth=0.8
    )
    axes.set_xticks([hour + 0.5 for hour in range(0, 24, 2)], [str(hour) for hour in range(0, 24, 2)])
    axes.set_yticks([day + 0.5 for day in range(7)], words.WEEKDAYS)
    axes.set_ylim(7, 0)
    axes.tick_params(length=0)
    axes.set_xlabel(words.AXIS_HOUR)
    for spine in axes.spines.values():
        spine.set_visible(False)
    scale = figure.colorbar(picture, ax=axes, pad=0.015, aspect=14, format=FuncFormatter(_count))
    scale.ax.yaxis.set_major_locator(MaxNLocator(5, integer=True))
    scale.outline.set_visible(False)
    scale.set_label(words.AXIS_QUESTIONS)


def _parts(tallies: Sequence[Tally]) -> tuple[tuple[str, str, list[int]], ...]:
    """(name, colour, counts) of what stands one after the other in each bar."""
    return (
        (words.OUTCOMES["answered"], ANSWERED, [tally.answered for tally in tallies]),
        (words.LACKING, LACKING, [tally.lacking for tally in tallies]),
        (words.OUTCOMES["failed"], FAILED, [tally.of(Outcome.FAILED) for tally in tallies]),
    )


def _by_week(figures: Figures, axes: Axes) -> None:
    count = len(figures.weeks)
    step = -(-count // _WEEK_LABELS)
    years = figures.span.since.year != figures.span.until.year
    form = "%d/%m\n%Y" if years else "%d/%m"
    at = list(range(0, count, step))
    axes.set_xticks(at, [figures.weeks[index][0].strftime(form) for index in at])
    axes.set_xlim(-0.6, count - 0.4)


def _counted(axis: Any) -> None:
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    axis.set_major_locator(MaxNLocator(5, integer=True))
    axis.set_major_formatter(FuncFormatter(_count))


def _count(value: float, _: object) -> str:
    return words.number(value)


def _two_lines(label: str) -> str:
    label = shortened(label, _LABEL)
    if len(label) <= _LABEL // 2 + 4:
        return label
    middle = min(
        (at for at, sign in enumerate(label) if sign == " "), key=lambda at: abs(at - len(label) / 2), default=None
    )
    return label if middle is None else f"{label[:middle]}\n{label[middle + 1 :]}"


def _drawable(text: str) -> str:
    """Text with a box for what the font does not hold, of which matplotlib would complain, control characters too."""
    from matplotlib.font_manager import findfont, get_font

    font = get_font(findfont("DejaVu Sans"))
    return "".join(sign if font.get_char_index(ord(sign)) else "□" for sign in " ".join(text.split()))
