"""Times a plan without changes, and the least that any tool over SSH must do, through the same line."""

from __future__ import annotations

import argparse
import asyncio
import csv
import os
import random
import resource
import time
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from driver.delay import Delay
from driver.figures import table
from driver.machine import Busy

DELAYS = (0, 50, 100)  # ms of round trip
PLAN, VERSION, TRUE, SCRIPT = "rlmprov plan", "rlmprov --version", "ssh true", "ssh, one script"


@dataclass(frozen=True)
class Run:
    """Seconds. `before`, `during` and `after` the connection; all 0 where there is none. `cpu` is of this machine alone."""

    case: str
    delay_ms: int
    wall: float
    cpu: float
    before: float
    during: float
    after: float


@dataclass(frozen=True)
class Command:
    """What is run, with what as its input; `end` must be in its output."""

    words: list[str]
    text: str
    end: str


class Bench:
    """One operator's machine with his files, and the line to the host."""

    def __init__(self, given: argparse.Namespace, line: Delay) -> None:
        self._line = line
        host = dict(entry.split("=", 1) for entry in given.host.read_text().splitlines())
        home = given.work / "home"
        (home / ".ssh").mkdir(parents=True)
        _, algorithm, key = Path(host["known_hosts"]).read_text().split()
        known = home / ".ssh/known_hosts"
        known.write_text(f"[127.0.0.1]:{line.port} {algorithm} {key}\n")
        hub_yaml = given.work / "through-the-line.yaml"
        text = given.hub_yaml.read_text()
        hub_yaml.write_text(text.replace(f"port: {host['port']}\n", f"port: {line.port}\n"))
        self._environment = {**os.environ, "HOME": str(home)}
        launcher = str(given.repo / "rlmprov")
        ssh = ["ssh", "-F", "none", "-p", str(line.port), "-i", host["identity"]]
        ssh += ["-o", "IdentitiesOnly=yes", "-o", f"UserKnownHostsFile={known}"]
        ssh += ["-o", "BatchMode=yes", f"{host['user']}@127.0.0.1"]
        probe = (given.repo / "ansible-free-scripts/probe.sh").read_text()
        script = f"HUB=bench\nNONCE=bench\n{probe}"
        remote = f"sudo -n sh -c 's=$(head -c {len(script.encode())}); eval \"$s\"'"
        self.commands = {
            PLAN: Command([launcher, "plan", "--detailed-exitcode", str(hub_yaml)], "", ""),
            VERSION: Command([launcher, "--version"], "", "rlmprov"),
            TRUE: Command([*ssh, "true"], "", ""),
            SCRIPT: Command([*ssh, remote], script, "@@bench end"),
        }

    async def run(self, case: str, delay_ms: int) -> Run:
        """Runs one command to its end. Stops the benchmark if it fails, or if a plan has changes."""
        command = self.commands[case]
        self._line.seconds = delay_ms / 2000
        self._line.connections.clear()
        used = cpu()
        began = time.monotonic()
        process = await asyncio.create_subprocess_exec(
            *command.words,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env=self._environment,
        )
        out, err = await asyncio.wait_for(process.communicate(command.text.encode()), 120)
        ended = time.monotonic()
        used = cpu() - used
        if process.returncode or command.end not in out.decode():
            raise SystemExit(
                f"{case} ended with {process.returncode}:\n{err.decode()}{out.decode()}"
            )
        await asyncio.sleep(2 * self._line.seconds + 0.05)
        connections = list(self._line.connections)
        if len(connections) > 1:
            raise SystemExit(f"{case} made {len(connections)} connections")
        start, end = (*connections[0], ended)[:2] if connections else (began, began)
        # The proxy sees the end later than the command by the line's length.
        end = min(end, ended)
        return Run(case, delay_ms, ended - began, used, start - began, end - start, ended - end)


def cpu() -> float:
    """Seconds that the commands so far have used."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


async def measure(given: argparse.Namespace) -> list[Run]:
    """Round 0 is not counted; then each round in an order of its own."""
    host = dict(entry.split("=", 1) for entry in given.host.read_text().splitlines())
    runs = []
    async with Delay(int(host["port"])) as line:
        bench = Bench(given, line)
        cases = [(case, ms) for case in bench.commands for ms in DELAYS]
        cases = [(case, ms) for case, ms in cases if case != VERSION or ms == 0]
        for number in range(given.rounds + 1):
            for case, ms in random.sample(cases, len(cases)):
                run = await bench.run(case, ms)
                if number:
                    runs.append(run)
    return runs


def of(runs: list[Run], case: str, ms: int, figure: str) -> list[float]:
    return [getattr(run, figure) for run in runs if (run.case, run.delay_ms) == (case, ms)]


def report(runs: list[Run]) -> str:
    """Two tables: against the lower bounds, and where a plan's time goes."""
    bounds = [SCRIPT, TRUE, PLAN]
    sums = {
        f"round trip of {ms} ms, s": [of(runs, case, ms, "wall") for case in bounds]
        for ms in DELAYS
    }
    sums["CPU at 0 ms, s"] = [of(runs, case, 0, "cpu") for case in bounds]
    parts = {
        "until it connects: JVM, hub.yaml, s": "before",
        "connected: SSH and the probe, s": "during",
        "after: the answer is out, s": "after",
    }
    split = {what: [of(runs, PLAN, ms, figure) for ms in DELAYS] for what, figure in parts.items()}
    version = [*of(runs, VERSION, 0, "wall")]
    split["rlmprov --version: the JVM alone, s"] = [version] * len(DELAYS)
    return f"{table(bounds, sums)}\n\n{table([f'plan, {ms} ms' for ms in DELAYS], split)}"


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--rounds", type=int, choices=range(1, 101), metavar="1..100")
    for name in ("csv", "repo", "host", "hub-yaml", "work"):
        arguments.add_argument(f"--{name}", type=Path, required=True)
    given = arguments.parse_args()
    busy = Busy()
    runs = asyncio.run(measure(given))
    with given.csv.open("w", newline="") as file:
        writer = csv.DictWriter(file, [f.name for f in fields(Run)])
        writer.writeheader()
        writer.writerows(asdict(run) for run in runs)
    print(f"Medians (min to max) of {given.rounds}; the machine was {busy.percent():.0f} % busy.\n")
    print(report(runs))


if __name__ == "__main__":
    main()
