"""What training staff see: the overview, themes, questions, files to take away. What they do is in acts.py.

Counting runs on a thread of its own, one period at a time, and so does making files, so that a source opens while a
year is counted; everything else runs on the threads for quick looks.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from types import SimpleNamespace
from typing import Any, TypeVar

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot import phrases
from bot.conversation.naming import document_name
from bot.conversation.service import Assistant
from bot.journal import Outcome, audit, golden, todos
from bot.journal.accounts import StaffRole
from bot.journal.finding import Wanted, find, holds, words_of
from bot.journal.report import Figures, Topic
from bot.journal.report.described import cards as figure_cards
from bot.journal.report.described import counts, described
from bot.journal.report.topics import topic_of
from bot.model import VIETNAM
from bot.phrases import report, training
from bot.settings import Settings
from bot.web.pages import TEMPLATES
from bot.web.requests import offset_of
from bot.web.staff import guarded, page, signed_in
from bot.web.training.acts import HOME, TODOS, Acts, number_in
from bot.web.training.cards import cards
from bot.web.training.kept import PLOTS, TYPES, Kept
from bot.web.training.periods import OTHER, Period, period_of
from bot.web.training.tasks import tasks
from bot.web.work import Work

_TOP = 8  # themes in each list of the overview
_THEMES, _QUESTIONS = 50, 20  # on a page
_WORDINGS = 6  # of a theme
_MATCHING = 8  # themes that match a search, and that another one may go into
_OUTCOMES = (Outcome.ANSWERED, Outcome.NEAR, Outcome.REFUSED, Outcome.FAILED)
_Result = TypeVar("_Result")
TEMPLATES.env.globals.update(t=SimpleNamespace(**training.WORDS), say=training, r=report)


def _now() -> datetime:
    return datetime.now(UTC)


class TrainingPages:
    """The handlers. `close` it with the server."""

    def __init__(
        self, assistant: Assistant, settings: Settings, looking: Work, *, now: Callable[[], datetime] = _now
    ) -> None:
        self._assistant = assistant
        self._journal = assistant.journal
        self._themes = assistant.themes
        self._least = settings.theme_min_askers
        self._now = now
        self._looking = looking
        self._counting = Work("web-count", threads=1, waiting=32)
        self._exporting = Work("web-export", threads=1, waiting=4)
        self._kept = Kept(assistant.journal, settings, assistant.themes)
        self._acts = Acts(assistant, looking, self._kept)

    def routes(self) -> list[Route]:
        """All addresses."""
        seen = {
            HOME: self.overview,
            f"{HOME}/chu-de": self.themes,
            f"{HOME}/chu-de/{{number}}": self.theme,
            f"{HOME}/cau-hoi": self.questions,
            f"{HOME}/hinh/{{name}}.svg": self.plot,
            f"{HOME}/xuat/{{kind}}": self.export,
            f"{HOME}/kiem-tra.jsonl": self.golden_file,
        }
        found = [Route(path, guarded(handler, StaffRole.TRAINING)) for path, handler in seen.items()]
        return [*found, Route(TODOS, guarded(self.todos, StaffRole.ADMIN)), *self._acts.routes()]

    def close(self) -> None:
        """Finish what runs; drop what waits."""
        self._counting.close()
        self._exporting.close()

    async def overview(self, request: Request) -> Response:
        """The figures of a period, the plots, the lists of themes, what waits."""
        period = self._period(request)
        figures = await self._figures(period)
        waiting = await self._look(partial(tasks, self._assistant, least=self._least))
        context = {
            "figures": figures,
            "cards": figure_cards(figures),
            "counted": _counted(figures),
            "described": described(figures),
            "lists": [(key, _list(figures, key)[:_TOP], len(_list(figures, key))) for key in _LISTS],
            "tasks": waiting,
            "tests": await self._look(lambda: len(self._journal.store.read(golden.chosen))),
        }
        return self._page(request, "training.html", period, context)

    async def themes(self, request: Request) -> Response:
        """All themes of a period: ?loc, which ones; ?q, words of their names; ?trang."""
        period, key = self._period(request), request.query_params.get("loc", "tat-ca")
        if key not in training.LISTS:
            raise HTTPException(404, phrases.WEB_NOT_FOUND)
        figures = await self._figures(period)
        listed = await self._count(partial(self._kept.hidden, period.span)) if key == "da-an" else _list(figures, key)
        asked = request.query_params.get("q", "").strip()
        words = words_of(asked)
        found = [topic for topic in listed if not words or (topic.shown and holds(topic.label, words))]
        at = max(1, offset_of(request, "trang") or 1)
        context = {
            "key": key,
            "asked": asked,
            "topics": found[(at - 1) * _THEMES : at * _THEMES],
            "rank": (at - 1) * _THEMES,
            "newest": at > 1,
            "older": at + 1 if len(found) > at * _THEMES else None,
        }
        return self._page(request, "training_themes.html", period, context)

    async def theme(self, request: Request) -> Response:
        """A theme with its questions: ?trang; ?gop, words of another one that it may go into."""
        period, number = self._period(request), number_in(request)
        figures = await self._figures(period)
        span, at = period.span, max(1, offset_of(request, "trang") or 1)
        page_of = {"most": _QUESTIONS + 1, "skip": (at - 1) * _QUESTIONS}

        def look() -> dict[str, Any] | int:
            found = self._themes.theme(number, span.start, span.end, min_askers=self._least, before=span.before.start)
            if found is None:
                raise HTTPException(404, training.NO_SUCH)
            if found.id != number:
                return found.id
            listed = self._themes.questions_of(
                number, min_askers=self._least, since=span.start, until=span.end, **page_of
            )
            open_task = next(iter(tasks(self._assistant, least=self._least, theme=number)), None)
            return {
                "theme": found,
                "topic": topic_of(found, self._least),
                "questions": cards(self._assistant, listed[:_QUESTIONS], figures),
                "older": at + 1 if len(listed) > _QUESTIONS else None,
                "newest": at > 1,
                "task": open_task,
                "wordings": self._journal.store.read(
                    partial(todos.wordings, theme=number, min_askers=self._least, most=_WORDINGS)
                ),
            }

        context = await self._look(look)
        if isinstance(context, int):
            return RedirectResponse(period.link(f"{HOME}/chu-de/{context}"), 303)
        merging = request.query_params.get("gop")
        others = [topic for topic in figures.topics if topic.id != number and topic.shown]
        context["merging"] = merging
        context["into"] = _matching(others, merging) if merging else []
        context["least"] = self._least
        context["name_of"] = partial(document_name, self._assistant)
        return self._page(request, "training_theme.html", period, context)

    async def questions(self, request: Request) -> Response:
        """Questions and themes by words: ?q; by what came of them: ?ket-qua, ?chua-dung, ?kiem-tra; ?truoc."""
        period, params = self._period(request), request.query_params
        asked, chosen = params.get("q", "").strip(), "kiem-tra" in params
        try:
            outcome = Outcome(params["ket-qua"]) if params.get("ket-qua") else None
        except ValueError as error:
            raise HTTPException(400, phrases.WEB_WRONG_REQUEST) from error
        words, span = words_of(asked), period.span
        wanted = Wanted(span.start, span.end, words, outcome, "chua-dung" in params, chosen)
        figures = await self._figures(period)
        before = offset_of(request, "truoc")
        found, older = await self._count(partial(find, self._journal, wanted, most=_QUESTIONS, before=before))
        context = {
            "asked": asked,
            "outcome": outcome.value if outcome else "",
            "outcomes": [(one.value, report.OUTCOMES[one.value]) for one in _OUTCOMES],
            "disliked": wanted.disliked,
            "chosen": chosen,
            "topics": _matching(figures.topics, asked) if words and before is None else [],
            "questions": await self._look(partial(cards, self._assistant, found, figures)),
            "older": older,
            "newest": before is not None,
        }
        return self._page(request, "training_questions.html", period, context)

    async def todos(self, request: Request) -> Response:
        """For admins: the themes that want a document."""
        period = self._period(request)
        waiting = await self._look(partial(tasks, self._assistant, least=self._least))
        closed = await self._look(partial(tasks, self._assistant, least=self._least, closed=True))
        context = {"tasks": waiting, "closed": closed}
        return self._page(request, "training_todos.html", period, context, here="todos")

    async def plot(self, request: Request) -> Response:
        """A plot of a period, as SVG."""
        name = request.path_params["name"]
        if name not in PLOTS:
            raise HTTPException(404, phrases.WEB_NOT_FOUND)
        drawn = await self._count(partial(self._kept.plot, self._period(request).span, name))
        return Response(drawn, media_type="image/svg+xml")

    async def export(self, request: Request) -> Response:
        """The report of a period as a file."""
        kind, span = request.path_params["kind"], self._period(request).span
        if kind not in TYPES:
            raise HTTPException(404, phrases.WEB_NOT_FOUND)
        content = await self._exporting.run(partial(self._kept.export, span, kind))
        await self._note_export(request, training.exported(kind, span.since, span.until))
        return _file(content, TYPES[kind], f"{report.file_name(span.since, span.until)}.{kind}")

    async def golden_file(self, request: Request) -> Response:
        """The questions that were chosen as tests, as JSON lines."""
        made = await self._look(partial(golden.exported, self._journal, quoted=self._assistant.quoted))
        await self._note_export(request, training.GOLDEN_ABOUT)
        return _file(made.encode("utf-8"), "application/x-ndjson; charset=utf-8", training.GOLDEN_FILE)

    async def _note_export(self, request: Request, about: str) -> None:
        name = signed_in(request).name
        work = partial(audit.note, account=name, action=audit.Action.EXPORTED, about=about)
        await self._look(partial(self._journal.store.write, work))

    def _period(self, request: Request) -> Period:
        return period_of(request, self._now().astimezone(VIETNAM).date())

    async def _figures(self, period: Period) -> Figures:
        return await self._count(partial(self._kept.figures, period.span))

    async def _count(self, work: Callable[[], _Result]) -> _Result:
        return await self._counting.run(work)

    async def _look(self, work: Callable[[], _Result]) -> _Result:
        return await self._looking.run(work)

    def _page(
        self, request: Request, template: str, period: Period, context: dict[str, Any], *, here: str = "training"
    ) -> Response:
        frame = {
            "period": period,
            "other": OTHER,
            "home": HOME,
            "done": training.DONE.get(request.query_params.get("xong", "")),
            "here_path": _here(request),
            "path": request.url.path,
        }
        return page(request, template, {**frame, **context}, here=here)


_LISTS = ("tat-ca", "chua-tra-loi", "dang-tang", "chua-dung")


def _list(figures: Figures, key: str) -> tuple[Topic, ...]:
    match key:
        case "chua-tra-loi":
            return figures.unanswered
        case "dang-tang":
            return figures.rising
        case "chua-dung":
            return figures.disliked
    return figures.topics


def _matching(topics: tuple[Topic, ...] | list[Topic], asked: str) -> list[Topic]:
    words = words_of(asked)
    return [topic for topic in topics if topic.shown and holds(topic.label, words)][:_MATCHING]


def _counted(figures: Figures) -> list[tuple[str, str, str]]:
    """(name, this period, the one before) of every count."""
    now, before = counts(figures.whole), counts(figures.before)
    return [(report.FIGURES[name], report.number(now[name]), report.number(before[name])) for name in now]


def _here(request: Request) -> str:
    """This page, for coming back to after something was done."""
    query = "&".join(part for part in request.url.query.split("&") if part and not part.startswith("xong="))
    return f"{request.url.path}?{query}" if query else request.url.path


def _file(content: bytes, kind: str, name: str) -> Response:
    return Response(content, media_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
