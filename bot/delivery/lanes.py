"""Work in lanes: within one, a piece at a time and in order; several workers go from lane to lane."""

from __future__ import annotations

import heapq
import logging
import threading
import time
import traceback
from bisect import bisect_left, insort
from collections import deque
from collections.abc import Callable, Hashable, Iterable
from typing import Generic, TypeVar

from bot.errors import DataFolderBroken

_log = logging.getLogger(__name__)
_PAUSES = (1.0, 2.0, 4.0, 8.0, 16.0, 30.0)  # seconds between tries while the disk takes nothing
_Key = TypeVar("_Key", bound=Hashable)


_Piece = tuple[bool, int]  # whether it comes after all others, and the number of its row


class _Lane:
    __slots__ = ("pieces", "taken", "waits_for")

    def __init__(self) -> None:
        self.pieces: list[_Piece] = []  # in order; the one at work stays until it is done
        self.taken: _Piece | None = None
        self.waits_for: _Piece | None = None  # while the lane rests

    @property
    def held_up(self) -> bool:
        """Whether it rests for what comes after all others, while there is something else to do."""
        return self.waits_for is not None and self.waits_for[0] and not self.pieces[0][0]


class Lanes(Generic[_Key]):
    """Numbers of rows by lane, the lowest first. Lanes take turns, so that a long one holds nobody up.

    A worker takes a number, works, and gives it back: done, or to be taken again after some seconds, for which its lane
    rests; what comes after all others holds up nothing but its like. Safe to call from several threads.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._lanes: dict[_Key, _Lane] = {}
        self._ready: deque[_Key] = deque()
        self._resting: list[tuple[float, int, _Key]] = []  # (until, a number to tell equals apart, lane)
        self._rests = 0
        self._draining = self._stopped = False

    def put(self, key: _Key, numbers: Iterable[int], *, after_others: bool = False) -> None:
        """Line numbers up in a lane, where wanted after all others; those that it has are left as they are."""
        self._put(key, [(after_others, number) for number in numbers])

    def take(self) -> tuple[_Key, int] | None:
        """The next piece of work, as soon as there is one; None where there is to be no more."""
        with self._changed:
            while not self._stopped:
                now = time.monotonic()
                while self._resting and self._resting[0][0] <= now:
                    key = heapq.heappop(self._resting)[2]
                    self._lanes[key].waits_for = None
                    self._ready.append(key)
                if self._ready:
                    key = self._ready.popleft()
                    lane = self._lanes[key]
                    lane.taken, lane.waits_for = lane.pieces[0], None
                    return key, lane.taken[1]
                if self._draining:
                    break
                self._changed.wait(self._resting[0][0] - now if self._resting else None)
            return None

    def give_back(self, key: _Key, *, after: float | None = None) -> None:
        """The piece of work taken from a lane is done, or is to be taken again after some seconds."""
        with self._changed:
            lane = self._lanes[key]
            if after is None and lane.taken in lane.pieces:
                lane.pieces.remove(lane.taken)
            lane.waits_for = lane.taken if after is not None else None
            lane.taken = None
            if not lane.pieces:
                del self._lanes[key]
            elif after is None or lane.held_up:
                lane.waits_for = None
                self._ready.append(key)
            else:
                self._rests += 1
                heapq.heappush(self._resting, (time.monotonic() + after, self._rests, key))
            self._changed.notify_all()

    def rename(self, old: _Key, new: _Key) -> None:
        """What is lined up in one lane goes to another, save the piece that is at work."""
        with self._changed:
            lane = self._lanes.get(old)
            if lane is None:
                return
            moved = [piece for piece in lane.pieces if piece != lane.taken]
            lane.pieces = [piece for piece in lane.pieces if piece == lane.taken]
            if lane.taken is None:
                del self._lanes[old]
                self._ready = deque(key for key in self._ready if key != old)
                self._wake(old)
        self._put(new, moved)

    def drain(self) -> None:
        """Let workers go once nothing is left but what rests."""
        with self._changed:
            self._draining = True
            self._changed.notify_all()

    def stop(self) -> None:
        """Let workers go as soon as they have given back what they have."""
        with self._changed:
            self._stopped = True
            self._changed.notify_all()

    def pause(self, seconds: float) -> bool:
        """Let a worker itself rest, and say whether the work goes on."""
        with self._changed:
            return not self._changed.wait_for(lambda: self._draining or self._stopped, seconds)

    def __len__(self) -> int:
        """How many pieces of work there are, at work or not."""
        with self._changed:
            return sum(len(lane.pieces) for lane in self._lanes.values())

    def _put(self, key: _Key, pieces: Iterable[_Piece]) -> None:
        with self._changed:
            for piece in pieces:
                lane = self._lanes.get(key)
                if lane is None:
                    lane = self._lanes[key] = _Lane()
                    self._ready.append(key)
                at = bisect_left(lane.pieces, piece)
                if lane.pieces[at : at + 1] != [piece]:
                    insort(lane.pieces, piece)
                if lane.held_up:
                    lane.waits_for = None
                    self._wake(key)
                    self._ready.append(key)
            self._changed.notify_all()

    def _wake(self, key: _Key) -> None:
        """Let a lane rest no more."""
        self._resting = [rest for rest in self._resting if rest[2] != key]
        heapq.heapify(self._resting)


def work_off(lanes: Lanes[_Key], work: Callable[[_Key, int], float | None]) -> None:
    """Do the work of lanes until there is to be no more; `work` returns the seconds after which it is to be done again.

    While the disk fails nothing gets done: the worker pauses, and nothing is taken out of its lane.
    """
    failed = 0
    while (taken := lanes.take()) is not None:
        key, number = taken
        try:
            after = work(key, number)
            failed = 0
        except DataFolderBroken as error:
            lanes.give_back(key, after=0)
            if not failed:
                _log.error("%s", error)
            failed += 1
            if not lanes.pause(_PAUSES[min(failed, len(_PAUSES)) - 1]):
                return
        except Exception as error:  # noqa: BLE001  a fault of ours with one piece must not stop the others
            # It stays on the disk, and the next start takes it up.
            lanes.give_back(key)
            frames = "".join(traceback.format_tb(error.__traceback__))
            _log.error("work was left lying: %s\n%s", type(error).__name__, frames)
        else:
            lanes.give_back(key, after=after)
