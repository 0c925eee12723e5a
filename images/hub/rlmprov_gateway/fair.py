"""A queue that is fair to users: who has least at work goes first, then who waits longest."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from rlmprov_gateway.errors import Refusal


class Gone(Exception):
    """The one who waited is not there any more."""


@dataclass(eq=False)
class _Waiting[T]:
    user: str
    amount: int
    # Tries to begin the call: None means not now. May raise Refusal.
    begin: Callable[[], T | None]
    gone: Callable[[], bool]
    since: int
    done: asyncio.Future[T] = field(default_factory=lambda: asyncio.Future())


class FairQueue:
    """Hands out places, or bytes, of which there are `capacity()`; that may change at any time."""

    def __init__(self, capacity: Callable[[], float]) -> None:
        self._capacity = capacity
        self._waiting: dict[str, deque[_Waiting[Any]]] = {}
        self._used: dict[str, int] = {}
        self._arrivals = 0
        self.in_use = 0

    @property
    def waiting(self) -> int:
        """How many wait."""
        return sum(map(len, self._waiting.values()))

    async def enter[T](
        self,
        user: str,
        amount: int,
        begin: Callable[[], T | None],
        gone: Callable[[], bool],
        patience: float,
    ) -> T:
        """Waits for a turn and begins. `release` must follow.

        Raises what `begin` raises, Refusal after `patience` seconds, Gone.
        """
        if not self._waiting and self._fits(amount) and (begun := begin()) is not None:
            self._take(user, amount)
            return begun
        self._arrivals += 1
        one = _Waiting(user, amount, begin, gone, self._arrivals)
        self._waiting.setdefault(user, deque()).append(one)
        self.dispatch()
        if not one.done.done():
            timer = asyncio.get_running_loop().call_later(patience, self._give_up, one)
            try:
                await asyncio.wait([one.done])
            finally:
                timer.cancel()
                self._abandon(one)
        return one.done.result()

    def release(self, user: str, amount: int) -> None:
        """Gives back what `enter` gave."""
        self.in_use -= amount
        self._used[user] -= amount
        if not self._used[user]:
            del self._used[user]
        self.dispatch()

    def dispatch(self) -> None:
        """Lets all begin who can. To be called when capacity or a budget may have grown."""
        blocked: set[str] = set()
        while users := [user for user in self._waiting if user not in blocked]:
            user = min(users, key=self._rank)
            one = self._waiting[user][0]
            if one.gone():
                self._leave(one)
                one.done.set_exception(Gone())
            elif not self._fits(one.amount):
                return
            elif not self._try(one):
                # Not theirs alone: those of others may still begin.
                blocked.add(user)

    def before(self, user: str) -> int:
        """How many calls are before the next one of a user, were all as long."""
        used, own = self._used.get(user, 0), self._waiting.get(user)
        since = own[0].since if own else self._arrivals + 1
        count = 0
        for other, waiting in self._waiting.items():
            if other != user:
                start = self._used.get(other, 0)
                for place, one in enumerate(waiting):
                    count += (start + place, one.since) < (used, since)
        return count

    def _fits(self, amount: int) -> bool:
        """Whether there is room; what is larger than all of it goes alone."""
        capacity = self._capacity()
        return capacity > 0 and (not self.in_use or self.in_use + amount <= capacity)

    def _rank(self, user: str) -> tuple[int, int]:
        return self._used.get(user, 0), self._waiting[user][0].since

    def _try(self, one: _Waiting[Any]) -> bool:
        try:
            result = one.begin()
        except Refusal as e:
            self._leave(one)
            one.done.set_exception(e)
            return True
        if result is None:
            return False
        self._leave(one)
        self._take(one.user, one.amount)
        one.done.set_result(result)
        return True

    def _take(self, user: str, amount: int) -> None:
        self.in_use += amount
        self._used[user] = self._used.get(user, 0) + amount

    def _leave(self, one: _Waiting[Any]) -> None:
        waiting = self._waiting.get(one.user)
        if waiting and one in waiting:
            waiting.remove(one)
            if not waiting:
                del self._waiting[one.user]

    def _give_up(self, one: _Waiting[Any]) -> None:
        if not one.done.done():
            self._leave(one)
            one.done.set_exception(
                Refusal(
                    429,
                    "too_busy",
                    "The class has more calls than the provider takes now. Try again later.",
                )
            )
            self.dispatch()

    def _abandon(self, one: _Waiting[Any]) -> None:
        if not one.done.done():
            self._leave(one)
            one.done.cancel()
            self.dispatch()
