"""How often somebody may be wrong: so many tries in a time, counted for each address or name, and never for good."""

from __future__ import annotations

import ipaddress
import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable

from starlette.requests import Request

_KEYS = 10_000  # that are remembered
_WINDOW_SECONDS = 600
_OF_NAME, _OF_ADDRESS = 5, 20  # wrong passwords; an office may share an address
_LONGEST_NAME = 64  # characters of a typed name that are told apart


class Tries:
    """Counts tries; those that turn out right are taken back. Safe to call from several threads."""

    def __init__(self, most: int, seconds: float, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._most, self._seconds, self._clock = most, seconds, clock
        self._made: OrderedDict[str, list[float]] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, key: str) -> int:
        """Whole seconds until a try may be made; 0 when it may be made now, and then it counts as a wrong one."""
        with self._lock:
            now = self._clock()
            recent = [at for at in self._made.get(key, []) if now - at < self._seconds]
            if len(recent) >= self._most:
                return max(1, math.ceil(recent[0] + self._seconds - now))
            self._made[key] = [*recent, now]
            self._made.move_to_end(key)
            if len(self._made) > _KEYS:
                self._made.popitem(last=False)
            return 0

    def take_back(self, key: str) -> None:
        """The latest try was not a wrong one."""
        with self._lock:
            if made := self._made.get(key):
                made.pop()

    def forget(self, key: str) -> None:
        """Count from nothing again."""
        with self._lock:
            self._made.pop(key, None)


class SignInTries:
    """Wrong passwords, counted for the name and for the address that they come from.

    Somebody who is wrong on purpose shuts a name to strangers for a while; where its owner has signed in from, only the
    address counts, so that they are not shut out with them.
    """

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._names = Tries(_OF_NAME, _WINDOW_SECONDS, clock=clock)
        self._addresses = Tries(_OF_ADDRESS, _WINDOW_SECONDS, clock=clock)
        self._known: OrderedDict[tuple[str, str], None] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, name: str, address: str) -> int:
        """Whole seconds until a try may be made; 0 when it may be made now, and then it counts as a wrong one."""
        name = _told_apart(name)
        with self._lock:
            known = (name, address) in self._known
        return self._addresses.take(address) or (0 if known else self._names.take(name))

    def right(self, name: str, address: str) -> None:
        """The latest try was right; the address keeps its wrong ones, which may have been for other names."""
        name = _told_apart(name)
        self._addresses.take_back(address)
        self._names.forget(name)
        with self._lock:
            self._known[name, address] = None
            self._known.move_to_end((name, address))
            if len(self._known) > _KEYS:
                self._known.popitem(last=False)


def address_of(request: Request) -> str:
    """Whom tries are counted for: an IPv4 address, or the network that one IPv6 customer is given."""
    host = request.client.host if request.client else ""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    if address.version == 6 and not address.is_loopback:
        return str(ipaddress.ip_network((address, 64), strict=False))
    return host


def _told_apart(name: str) -> str:
    return name.strip().casefold()[:_LONGEST_NAME]
