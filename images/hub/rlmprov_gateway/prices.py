"""What tokens cost. A price knows the cost of a finished call, and a bound for one to come."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rlmprov_gateway.money import PER_MILLION, pico

ENDLESS = 1 << 62


@dataclass(frozen=True)
class Usage:
    """The tokens of a call. `cached` and `written` are parts of `input`.

    `cost` is the provider's own figure in picodollars, where it tells one.
    """

    input: int
    output: int
    cached: int = 0
    written: int = 0
    cost: int | None = None


@dataclass(frozen=True)
class Rate:
    """Picodollars for a token. A tier counts for all tokens of a call with a larger input."""

    base: int
    tiers: tuple[tuple[int, int], ...] = ()

    def at(self, tokens: int) -> int:
        """The rate for a call with an input of so many tokens."""
        found = self.base
        for start, rate in self.tiers:
            if tokens > start:
                found = rate
        return found

    def highest(self, tokens: int) -> int:
        """The highest rate for an input of at most so many tokens."""
        return max([self.base, *(rate for start, rate in self.tiers if tokens > start)])


@dataclass(frozen=True)
class Price:
    """The rates of a model; `call` is for each call, whatever it has."""

    input: Rate
    output: Rate
    cached: Rate | None = None
    written: Rate | None = None
    call: int = 0

    def cost(self, usage: Usage) -> int:
        """Picodollars for a finished call."""
        cached, written = min(usage.cached, usage.input), min(usage.written, usage.input)
        plain = max(0, usage.input - cached - written)
        return (
            plain * self.input.at(usage.input)
            + cached * (self.cached or self.input).at(usage.input)
            + written * (self.written or self.input).at(usage.input)
            + usage.output * self.output.at(usage.input)
            + self.call
        )

    def for_input(self, tokens: int) -> int:
        """The most that an input of at most so many tokens costs, the call itself included."""
        rates = [it.highest(tokens) for it in (self.input, self.cached, self.written) if it]
        return tokens * max(rates) + self.call

    def for_output(self, input_tokens: int) -> int:
        """The most that one token of output costs."""
        return self.output.highest(input_tokens)

    def highest(self) -> tuple[int, int]:
        """The highest rates of all: of input, and of output."""
        rates = [it.highest(ENDLESS) for it in (self.input, self.cached, self.written) if it]
        return max(rates), self.output.highest(ENDLESS)


FREE = Price(Rate(0), Rate(0))


def price(data: Any) -> Price:
    """Reads dollars for a million tokens: {"input": 0.05, "output": 0.4, "cached": 0.005}.

    A rate is a number, or [number, [start, number], ...] with tiers. Raises ValueError.
    """
    if not isinstance(data, dict) or not {"input", "output"} <= data.keys():
        raise ValueError("must have input and output, in dollars for a million tokens")
    return Price(
        _rate(data["input"]),
        _rate(data["output"]),
        _rate(data["cached"]) if "cached" in data else None,
        _rate(data["written"]) if "written" in data else None,
        pico(data.get("call", 0)),
    )


def _rate(data: Any) -> Rate:
    if not isinstance(data, list):
        return Rate(pico(data, PER_MILLION))
    base, *tiers = data
    return Rate(
        pico(base, PER_MILLION),
        tuple((int(start), pico(rate, PER_MILLION)) for start, rate in tiers),
    )
