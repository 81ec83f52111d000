"""Lanes: order within one, turns between them, rest and renaming."""

from __future__ import annotations

import random
import threading
from collections import defaultdict

from bot.delivery.lanes import Lanes, work_off
from bot.errors import DataFolderBroken
from tests.delivery.parts import eventually


def drained(lanes: Lanes[str]) -> list[tuple[str, int]]:
    """All that can be taken now, one after the other."""
    lanes.drain()
    found = []
    while (taken := lanes.take()) is not None:
        found.append(taken)
        lanes.give_back(taken[0])
    return found


def test_lanes_take_turns() -> None:
    lanes: Lanes[str] = Lanes()
    lanes.put("a", [1, 2, 3])
    lanes.put("b", [4])
    lanes.put("c", [5, 6])
    assert drained(lanes) == [("a", 1), ("b", 4), ("c", 5), ("a", 2), ("c", 6), ("a", 3)]
    assert len(lanes) == 0


def test_the_lowest_comes_first_and_none_comes_twice() -> None:
    lanes: Lanes[str] = Lanes()
    lanes.put("a", [3])
    lanes.put("a", [5, 1, 3])
    assert drained(lanes) == [("a", 1), ("a", 3), ("a", 5)]


def test_a_lane_is_with_one_worker_at_a_time() -> None:
    lanes: Lanes[str] = Lanes()
    lanes.put("a", [1, 2])
    lanes.put("b", [3])
    assert (lanes.take(), lanes.take()) == (("a", 1), ("b", 3))
    lanes.put("a", [0])
    lanes.drain()
    assert lanes.take() is None
    lanes.give_back("a")
    assert lanes.take() == ("a", 0)


def test_what_is_put_off_holds_its_lane_up_and_no_other() -> None:
    lanes: Lanes[str] = Lanes()
    lanes.put("a", [1, 2])
    assert lanes.take() == ("a", 1)
    lanes.give_back("a", after=0.05)
    lanes.put("b", [3])
    assert lanes.take() == ("b", 3)
    lanes.give_back("b")
    assert lanes.take() == ("a", 1)
    lanes.give_back("a", after=3600)
    assert drained(lanes) == []
    assert len(lanes) == 2


def test_what_comes_after_others_holds_up_its_like_alone() -> None:
    lanes: Lanes[str] = Lanes()
    lanes.put("a", [1, 2], after_others=True)
    assert lanes.take() == ("a", 1)
    lanes.put("a", [5])
    lanes.give_back("a", after=3600)  # at work when the other came
    assert lanes.take() == ("a", 5)
    lanes.give_back("a")
    assert lanes.take() == ("a", 1)
    lanes.give_back("a", after=3600)
    lanes.put("a", [3], after_others=True)
    lanes.put("a", [6, 4])  # while it rests
    assert lanes.take() == ("a", 4)
    lanes.give_back("a", after=3600)  # and this holds up all
    lanes.put("a", [7])
    lanes.put("b", [8])
    assert drained(lanes) == [("b", 8)]
    lanes.rename("a", "c")
    assert drained(lanes) == [("c", number) for number in (4, 6, 7, 1, 2, 3)]


def test_a_lane_that_has_rested_is_lined_up_once() -> None:
    lanes: Lanes[str] = Lanes()
    lanes.put("a", [1], after_others=True)
    lanes.put("b", [9])
    assert (lanes.take(), lanes.take()) == (("a", 1), ("b", 9))
    lanes.give_back("b", after=0.0)
    lanes.give_back("a", after=0.0)
    assert lanes.take() == ("b", 9)  # by now both have rested
    lanes.put("a", [2])
    lanes.drain()
    assert lanes.take() == ("a", 2)
    assert lanes.take() is None


def test_renaming() -> None:
    for state in ("ready", "taken", "resting"):
        lanes: Lanes[str] = Lanes()
        lanes.put("old", [1, 4])
        lanes.put("new", [3])
        if state != "ready":
            assert lanes.take() == ("old", 1)
        if state == "resting":
            lanes.give_back("old", after=3600)
        lanes.rename("old", "new")
        if state == "taken":
            lanes.put("new", [1])
            lanes.give_back("old")
        lanes.rename("old", "new")
        assert drained(lanes) == [("new", 1), ("new", 3), ("new", 4)], state
        lanes.rename("nobody", "new")


def test_many_workers_keep_every_lane_in_order() -> None:
    lanes: Lanes[int] = Lanes()
    done: dict[int, list[int]] = defaultdict(list)
    generator = random.Random(5)

    def work(lane: int, number: int) -> float | None:
        if generator.random() < 0.1:
            return generator.random() / 1000
        done[lane].append(number)
        return None

    workers = [threading.Thread(target=work_off, args=(lanes, work)) for _ in range(6)]
    for worker in workers:
        worker.start()
    for number in range(2000):
        lanes.put(number % 17, [number])
    eventually(lambda: len(lanes) == 0)
    lanes.stop()
    for worker in workers:
        worker.join()
    assert all(done[lane] == list(range(lane, 2000, 17)) for lane in range(17))


def test_a_fault_in_one_piece_stops_no_worker() -> None:
    lanes: Lanes[str] = Lanes()
    done = []

    def work(lane: str, number: int) -> None:
        if number == 1:
            raise ZeroDivisionError
        done.append(number)

    lanes.put("a", [1, 2])
    lanes.drain()
    work_off(lanes, work)
    assert done == [2]


def test_a_broken_disk_loses_nothing_and_makes_nobody_busy() -> None:
    lanes: Lanes[str] = Lanes()
    tried = []

    def work(lane: str, number: int) -> None:
        tried.append(number)
        if len(tried) == 1:
            raise DataFolderBroken("đĩa đầy")

    lanes.put("a", [1, 2])
    worker = threading.Thread(target=work_off, args=(lanes, work))
    worker.start()
    eventually(lambda: len(tried) == 3)
    assert tried == [1, 1, 2]
    lanes.stop()
    worker.join()

    lanes = Lanes()
    tried.clear()
    lanes.put("a", [1])
    lanes.drain()
    work_off(lanes, work)  # while closing there is nothing to wait for
    assert tried == [1]
    assert len(lanes) == 1
