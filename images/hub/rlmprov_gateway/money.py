"""Amounts: US dollars as whole picodollars, so that sums are exact, and tokens."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal, InvalidOperation
from typing import Any, Literal

# Prices are dollars for a million tokens, with six decimals at most: a token is whole picodollars.
PICO = 10**12
PER_MILLION = PICO // 10**6

Unit = Literal["usd", "tokens"]


@dataclass(frozen=True)
class Spent:
    """What calls came to, in both units."""

    pico: int = 0
    tokens: int = 0

    def __add__(self, other: Spent) -> Spent:
        return Spent(self.pico + other.pico, self.tokens + other.tokens)

    def __sub__(self, other: Spent) -> Spent:
        return Spent(self.pico - other.pico, self.tokens - other.tokens)

    def of(self, unit: Unit) -> int:
        """The amount in one unit: picodollars or tokens."""
        return self.pico if unit == "usd" else self.tokens


@dataclass(frozen=True)
class Amount:
    """A budget: `value` is picodollars or tokens, by `unit`."""

    unit: Unit
    value: int

    def __str__(self) -> str:
        return show(self.unit, self.value)

    def as_json(self) -> dict[str, Any]:
        """As it stands in gateway.json: {"usd": "2"} or {"tokens": 500000}."""
        if self.unit == "tokens":
            return {"tokens": self.value}
        return {"usd": f"{Decimal(self.value) / PICO:f}"}


def amount(data: Any) -> Amount:
    """Reads {"usd": 2} or {"tokens": 500000}. Raises ValueError with the problem."""
    if not isinstance(data, dict) or len(data) != 1:
        raise ValueError('must be {"usd": NUMBER} or {"tokens": NUMBER}')
    ((unit, value),) = data.items()
    if unit == "usd":
        return Amount("usd", pico(value))
    if unit == "tokens" and isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return Amount("tokens", value)
    raise ValueError('must be {"usd": NUMBER} or {"tokens": NUMBER}, not negative')


def pico(value: Any, unit: int = PICO) -> int:
    """A number or numeric string in picodollars, rounded up. Raises ValueError."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise ValueError("must be a number")
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        raise ValueError("must be a number") from None
    if not number.is_finite() or number < 0 or number > 10**6:
        raise ValueError("must be a number from 0 to 1000000")
    return int((number * unit).to_integral_value(ROUND_CEILING))


def dollars(picodollars: int) -> str:
    """Dollars with at least two decimals, and at most six: 2.00, 0.1312, 0.000042."""
    text = f"{Decimal(picodollars) / PICO:.6f}"
    return text[:-4] + text[-4:].rstrip("0")


def show(unit: Unit, value: int) -> str:
    """For a sentence: $0.13, $0.0042, $0.00 for less, or 12,000 tokens."""
    if unit == "tokens":
        return f"{value:,} tokens"
    short = f"{Decimal(value) / PICO:.4f}"
    return f"${short.rstrip('0') if value < PICO // 100 and short > '0.0000' else short[:-2]}"
