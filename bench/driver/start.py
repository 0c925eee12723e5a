"""Starts servers on several hubs in turn and compares: time, CPU seconds, memory."""

from __future__ import annotations

import argparse
import asyncio
import csv
import random
import time
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from driver.browser import Browser, answering
from driver.engine import Engine
from driver.figures import table
from driver.machine import Busy, load

CELL = "import rlm; print('imported')"

FIGURES = {
    "lab": "login form to JupyterLab, s",
    "server_cpu": "CPU of the user's container until then, s",
    "hub_cpu": "CPU of hub and proxy until then, s",
    "cell": "then a kernel with `import rlm`, s",
    "cell_cpu": "CPU of the user's container for it, s",
    "server_pss": "PSS of the server, MB",
    "kernel_pss": "PSS of the kernel, MB",
}


@dataclass(frozen=True)
class Case:
    """A hub to be measured: its users are `prefix` and a number."""

    name: str
    url: str
    hub: str
    prefix: str


@dataclass(frozen=True)
class Run:
    """One server's start. Times in seconds, memory in MB."""

    case: str
    lab: float
    server_cpu: float
    hub_cpu: float
    cell: float
    cell_cpu: float
    server_pss: float
    kernel_pss: float


async def measure(engine: Engine, case: Case, number: int) -> Run:
    """A new user: the first login, with a volume to be made."""
    user = f"{case.prefix}{number}"
    browser = Browser(case.url, user)
    await browser.open_login()
    hub_before = engine.hub_cpu(case.hub)
    began = time.monotonic()
    await browser.log_in(seconds=120)
    lab = time.monotonic() - began
    server_cpu = engine.server_cpu(user)
    hub_cpu = engine.hub_cpu(case.hub) - hub_before
    # JupyterLab goes on for a moment after its first answer; the kernel does not pay for that.
    await asyncio.sleep(2)
    before = engine.server_cpu(user)
    began = time.monotonic()
    printed = await browser.run(CELL)
    cell = time.monotonic() - began
    if printed.strip() != "imported":
        raise SystemExit(f"{case.name}: the cell printed {printed!r}")
    await asyncio.sleep(1)
    cell_cpu = engine.server_cpu(user) - before
    pss = engine.server_pss(user)
    await browser.stop()
    return Run(case.name, lab, server_cpu, hub_cpu, cell, cell_cpu, pss.server, pss.kernels)


async def compare(cases: list[Case], rounds: int) -> list[Run]:
    """Round 0 warms caches up and is not counted; then each round in an order of its own."""
    engine, runs = Engine(), []
    await asyncio.gather(*(answering(case.url) for case in cases))
    for number in range(rounds + 1):
        for case in random.sample(cases, len(cases)):
            run = await measure(engine, case, number)
            print(f"round {number}, {case.name}: {run.lab:.2f} s (load {load()})", flush=True)
            if number:
                runs.append(run)
    return runs


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--rounds", type=int, choices=range(1, 101), metavar="1..100")
    arguments.add_argument("--csv", type=Path)
    arguments.add_argument("cases", nargs="+", metavar="NAME,URL,HUB,PREFIX")
    given = arguments.parse_args()
    cases = [Case(*case.split(",")) for case in given.cases]
    busy = Busy()
    runs = asyncio.run(compare(cases, given.rounds))
    with given.csv.open("w", newline="") as file:
        writer = csv.DictWriter(file, [f.name for f in fields(Run)])
        writer.writeheader()
        writer.writerows(asdict(run) for run in runs)
    rows = {
        title: [[getattr(r, figure) for r in runs if r.case == case.name] for case in cases]
        for figure, title in FIGURES.items()
    }
    print(
        f"\nMedians (min to max) of {given.rounds}; the machine was {busy.percent():.0f} % busy.\n"
    )
    print(table([case.name for case in cases], rows))


if __name__ == "__main__":
    main()
