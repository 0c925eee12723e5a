"""Medians with min and max, side by side, as a Markdown table."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median


def spread(values: Sequence[float]) -> str:
    """`1.23 (1.10 to 1.40)`, and a single figure as it is: three digits that mean something."""
    if len(values) == 1:
        return _short(values[0])
    return f"{_short(median(values))} ({_short(min(values))} to {_short(max(values))})"


def table(names: Sequence[str], rows: dict[str, Sequence[Sequence[float]]]) -> str:
    """One line for each figure; the last column is the last case by the first, in medians."""
    ratio = [f"{names[-1]} / {names[0]}"] if len(names) > 1 else []
    lines = [["what", *names, *ratio], ["---"] * (1 + len(names) + len(ratio))]
    for what, cases in rows.items():
        first, last = median(cases[0]), median(cases[-1])
        share = [f"{last / first:.2f}" if first else "-"] if ratio else []
        lines.append([what, *(spread(values) for values in cases), *share])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _short(value: float) -> str:
    if value >= 100:
        return f"{value:.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"
