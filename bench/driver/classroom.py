"""A class comes in: many people in one process log in, start, run a cell, stay, and stop."""

from __future__ import annotations

import argparse
import asyncio
import csv
import ipaddress
import random
import socket
import time
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from urllib.parse import urlsplit

import docker
from tornado.httpclient import HTTPClientError
from tornado.websocket import WebSocketError

from driver.browser import Browser, Failed, answering
from driver.figures import spread
from driver.machine import Busy, available_memory, load

CELL = "import rlm; print(sum(range(10)))"


@dataclass
class Person:
    """One line of the CSV: seconds since the person came, but `came`, since the class began."""

    user: str
    came: float = 0
    lab: float = 0  # JupyterLab is there
    cell: float = 0  # and the first cell has run
    stopped: float = 0  # took to stop
    told_to_wait: int = 0
    errors: int = 0
    outcome: str = "not begun"


class Classroom:
    """Where all are kept until everybody is in: so the machine must hold all of them at once."""

    def __init__(self, url: str, people: list[Person], patience: float) -> None:
        self._url = url
        self._people = people
        self._patience = patience
        self._everybody = asyncio.Barrier(len(people) + 1)
        self._arrived = 0

    async def run(self, within: float) -> tuple[float, float]:
        """Returns the seconds until all were in, and the bytes of memory that all took."""
        free = available_memory()
        began = time.monotonic()
        # Some come together and some do not: people do not arrive like a clock.
        arrivals = sorted(random.uniform(0, within) for _ in self._people)
        tasks = [
            asyncio.create_task(self._attend(person, began + offset))
            for person, offset in zip(self._people, arrivals, strict=True)
        ]
        ticker = asyncio.create_task(self._report(began))
        # A task that is done before the start has raised what is a fault of this program.
        while self._everybody.n_waiting < len(self._people) and not any(t.done() for t in tasks):
            await asyncio.sleep(0.2)
        took, taken = time.monotonic() - began, free - available_memory()
        ticker.cancel()
        door = asyncio.create_task(self._everybody.wait())
        await asyncio.gather(door, *tasks)
        return took, taken

    async def _attend(self, person: Person, at: float) -> None:
        browser = Browser(self._url, person.user)
        try:
            await asyncio.sleep(at - time.monotonic())
            person.came = at
            await browser.open_login()
            await browser.log_in(self._patience)
            person.lab = time.monotonic() - at
            printed = await browser.run(CELL)
            person.cell = time.monotonic() - at
            person.outcome = "ok" if printed.strip() == "45" else f"the cell printed {printed!r}"
        except Failed as e:
            person.outcome = str(e)
        # Whatever else a broken hub answers to one person must not keep the others in the room.
        except (OSError, ValueError, KeyError, RuntimeError, HTTPClientError, WebSocketError) as e:
            person.outcome = f"{type(e).__name__}: {e}"
        person.told_to_wait = browser.waits.told_to_wait
        person.errors = len(browser.waits.errors)
        self._arrived += 1
        await self._everybody.wait()
        if person.lab:
            await self._leave(browser, person)

    async def _leave(self, browser: Browser, person: Person) -> None:
        began = time.monotonic()
        try:
            await browser.stop(self._patience)
            person.stopped = time.monotonic() - began
        except Failed as e:
            person.outcome = str(e)

    async def _report(self, began: float) -> None:
        while True:
            await asyncio.sleep(15)
            at = time.monotonic() - began
            print(f"{at:4.0f} s: {self._arrived} of {len(self._people)}, load {load()}", flush=True)


def refuse_strangers(url: str) -> None:
    """Load is for one's own machine: loopback, or a network of this machine's engine."""
    host = urlsplit(url).hostname or ""
    networks = [ipaddress.ip_network("127.0.0.0/8"), ipaddress.ip_network("::1/128")]
    for network in docker.from_env().networks.list():
        for config in network.attrs["IPAM"]["Config"] or []:
            networks.append(ipaddress.ip_network(config["Subnet"]))
    for *_, address in socket.getaddrinfo(host, None):
        ip = ipaddress.ip_address(address[0])
        if not any(ip in network for network in networks):
            raise SystemExit(f"{url}: {ip} is neither loopback nor of an engine's network here")


def summary(people: list[Person], took: float, taken: float) -> str:
    """What the class came to, in sentences."""
    done = [p for p in people if p.outcome == "ok"]
    lines = [f"{len(done)} of {len(people)} ran their cell; all were in after {took:.0f} s."]
    lines += [f"  {p.user}: {p.outcome}" for p in people if p.outcome != "ok"]
    if done:
        lab, cell, stopped = ([getattr(p, f) for p in done] for f in ("lab", "cell", "stopped"))
        lines.append(
            f"login to JupyterLab, s: {spread(lab)}; to the first cell's end: {spread(cell)}"
        )
        lines.append(f"stopping, s: {spread(stopped)}")
        first, last = min(p.came for p in done), max(p.came + p.lab for p in done)
        lines.append(f"starts per minute: {60 * len(done) / (last - first):.0f}")
        lines.append(
            f"told to wait (429): {sum(p.told_to_wait for p in people)} times; "
            f"error pages: {sum(p.errors for p in people)}"
        )
        each = taken / len(done)
        holds = int(0.9 * available_memory() / each) if each > 0 else 0
        lines.append(
            f"memory: {each / 2**20:.0f} MB each with its kernel; 90 % of what is free now "
            f"({available_memory() / 2**30:.1f} GB) holds {holds} such concurrent users"
        )
    return "\n".join(lines)


async def attend(given: argparse.Namespace) -> int:
    people = [Person(f"{given.prefix}{number}") for number in range(given.users)]
    await answering(given.url)
    busy = Busy()
    start = time.monotonic()
    took, taken = await Classroom(given.url, people, given.patience).run(given.within)
    for person in people:
        person.came = max(0.0, person.came - start)
    with given.csv.open("w", newline="") as file:
        writer = csv.DictWriter(file, [f.name for f in fields(Person)])
        writer.writeheader()
        writer.writerows(
            {k: round(v, 3) if isinstance(v, float) else v for k, v in asdict(p).items()}
            for p in people
        )
    print(f"{summary(people, took, taken)}\nthe machine was {busy.percent():.0f} % busy")
    return 0 if all(p.outcome == "ok" for p in people) else 1


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--url", required=True)
    arguments.add_argument("--prefix", required=True)
    arguments.add_argument("--users", type=int, choices=range(1, 501), metavar="1..500")
    arguments.add_argument("--within", type=float, default=60)
    arguments.add_argument(
        "--patience", type=float, default=600, help="seconds for one login, and for one stop"
    )
    arguments.add_argument("--csv", type=Path, required=True)
    given = arguments.parse_args()
    refuse_strangers(given.url)
    raise SystemExit(asyncio.run(attend(given)))


if __name__ == "__main__":
    main()
