"""Who may spend how much now. What is spent stands in the ledger, what is at work here."""

from __future__ import annotations

import contextlib
import sqlite3
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

from rlmprov_gateway import period
from rlmprov_gateway.acts import Acts
from rlmprov_gateway.config import Config
from rlmprov_gateway.errors import Refusal
from rlmprov_gateway.ledger import Entry, Ledger
from rlmprov_gateway.money import Amount, Spent, Unit, show
from rlmprov_gateway.prices import Price, Usage

# With so many tokens of output a call starts though it asked for more, while others are at work.
COMFORTABLE = 4096
NOTHING = Spent()


@dataclass(frozen=True)
class Estimate:
    """What a call can come to: `input` and `output` are bounds in tokens, None for no price.

    With fewer tokens of output than `least` the call is of no use.
    """

    provider: str
    model: str
    price: Price | None
    input: int
    output: int
    least: int


@dataclass(frozen=True)
class Reservation:
    """A call that may be made. `output` is the limit to send, None where no budget needs one."""

    id: int
    entry: Entry
    price: Price | None
    output: int | None


@dataclass
class _Purse:
    """What one user, or the class, has settled in this period and has at work."""

    settled: Spent = NOTHING
    reserved: Spent = NOTHING


class Accounts:
    """Reserves and settles calls against the budgets of users and class."""

    def __init__(
        self,
        config: Config,
        ledger: Ledger,
        acts: Acts,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._ledger, self._acts, self._clock = ledger, acts, clock
        self._users: dict[str, _Purse] = defaultdict(_Purse)
        self._class = _Purse()
        self.configure(config)

    def configure(self, config: Config) -> None:
        """Takes new budgets; what is at work stays reserved."""
        self.config = config
        self._turn_page()

    @property
    def today(self) -> str:
        """The date in the class's time zone."""
        if not self._begins <= self._clock() < self._ends:
            self._turn_page()
        return self._today

    @property
    def first_day(self) -> str:
        """The first day of the period for which the budgets are."""
        return period.first_day(self.today, self.config.every)

    def budget(self, user: str) -> Amount | None:
        """The budget of a user: their own, or everybody's."""
        return self._acts.budgets.get(user, self.config.user_budget)

    def spent(self, user: str) -> Spent:
        """What a user's settled calls come to in this period."""
        _ = self.today
        return self._users[user].settled if user in self._users else NOTHING

    def class_spent(self) -> Spent:
        """What all settled calls come to in this period."""
        _ = self.today
        return self._class.settled

    def needs_price(self, user: str) -> bool:
        """Whether a call without a price would escape a budget."""
        budgets = (self.budget(user), self.config.class_budget)
        return any(budget is not None and budget.unit == "usd" for budget in budgets)

    def check(self, user: str) -> None:
        """Raises Refusal if a user may make no call at all."""
        _ = self.today
        if self._acts.is_stopped(user):
            raise Refusal(403, "stopped", "Your teacher has stopped calls to the models.")
        for budget, purse, whose in self._limits(user):
            settled = purse.settled.of(budget.unit)
            if settled >= budget.value:
                raise Refusal(
                    402,
                    "budget_spent",
                    f"{whose} budget of {budget} is spent."
                    f"{period.renewal(self.config.every)} Ask your teacher for more.",
                )

    def reserve(self, user: str, server: str, estimate: Estimate) -> Reservation | None:
        """Writes a call down if the budgets have room for it.

        None: not while the calls at work have so much reserved; they will come to less. Raises
        Refusal if there is no room with none at work either.
        """
        self.check(user)
        output = estimate.output
        bound = False
        for budget, purse, whose in self._limits(user):
            fits, rate = _room(budget, purse, estimate)
            bound = bound or rate > 0
            output = min(output, fits)
            if fits < estimate.output and purse.reserved != NOTHING:
                # It never fits if it does not with what is settled alone: that only grows.
                alone, _ = _room(budget, _Purse(purse.settled), estimate)
                if alone >= estimate.least and fits < min(estimate.output, COMFORTABLE):
                    return None
            if fits < estimate.least:
                raise _too_large(budget, purse, whose, estimate, self.config.every)
        entry = Entry(
            self.today,
            self._clock(),
            user,
            server,
            estimate.provider,
            estimate.model,
            _cost(estimate, output),
            estimate.input,
            output,
        )
        number = self._write(entry)
        for purse in (self._users[user], self._class):
            purse.reserved += entry.spent
        return Reservation(number, entry, estimate.price, output if bound else None)

    def settle(self, call: Reservation, usage: Usage | None, status: int, ms: int) -> Usage:
        """Writes down what a call came to; without usage, what was reserved for it."""
        entry = call.entry
        pico = entry.pico
        if usage is not None:
            counted = call.price.cost(usage) if call.price else 0
            pico = counted if usage.cost is None else usage.cost
        used = usage or Usage(entry.input, entry.output)
        came_to = Spent(pico, used.input + used.output)
        in_period = entry.day >= self.first_day
        for purse in (self._users[entry.user], self._class):
            purse.reserved -= entry.spent
            purse.settled += came_to if in_period else NOTHING
        self._ledger.settle(call.id, usage, None if usage is None else pico, status, ms)
        return used

    def refused(self, user: str, code: str) -> None:
        """Counts a call that was not made."""
        with contextlib.suppress(sqlite3.Error):
            self._ledger.refuse(self.today, user, code)

    def _write(self, entry: Entry) -> int:
        try:
            return self._ledger.reserve(entry)
        except sqlite3.Error:
            # Without a row the call could be lost: none is made.
            raise Refusal(
                503, "ledger", "The gateway cannot write to its disk. Tell your teacher."
            ) from None

    def _limits(self, user: str) -> list[tuple[Amount, _Purse, str]]:
        own, everybody = self.budget(user), self.config.class_budget
        limits = [(own, self._users[user], "Your")] if own else []
        return limits + ([(everybody, self._class, "The class's")] if everybody else [])

    def _turn_page(self) -> None:
        """Re-reads what is settled: at the start, on a new day, with other budgets."""
        now = self._clock()
        self._today = period.day(now, self.config.zone)
        self._begins, self._ends = now, period.midnight(self._today, self.config.zone)
        spent = self._ledger.spent(period.first_day(self._today, self.config.every))
        for user in self._users.keys() | spent.keys():
            self._users[user].settled = spent.get(user, NOTHING)
        self._class.settled = sum(spent.values(), NOTHING)


def _cost(estimate: Estimate, output: int) -> int:
    if estimate.price is None:
        return 0
    rate = estimate.price.for_output(estimate.input)
    return estimate.price.for_input(estimate.input) + output * rate


def _room(budget: Amount, purse: _Purse, estimate: Estimate) -> tuple[int, int]:
    """How many tokens of output a budget has room for, and what one of them costs.

    At most those that were asked for; -1 if there is not even room for the input.
    """
    left = budget.value - purse.settled.of(budget.unit) - purse.reserved.of(budget.unit)
    if budget.unit == "tokens":
        base, rate = estimate.input, 1
    elif estimate.price is None:
        base, rate = 0, 0
    else:
        base = estimate.price.for_input(estimate.input)
        rate = estimate.price.for_output(estimate.input)
    if left < base:
        return -1, rate
    return (min(estimate.output, (left - base) // rate) if rate else estimate.output), rate


def _too_large(
    budget: Amount, purse: _Purse, whose: str, estimate: Estimate, every: str
) -> Refusal:
    unit: Unit = budget.unit
    left = budget.value - purse.settled.of(unit)
    least = estimate.input + estimate.least if unit == "tokens" else _cost(estimate, estimate.least)
    return Refusal(
        402,
        "budget_too_small",
        f"{whose} budget of {budget} has {show(unit, left)} left, and this call can come to"
        f" {show(unit, least)}. A shorter prompt or a smaller output limit may fit."
        f"{period.renewal(every)}",
    )
