"""Starts servers that nobody uses, and watches them being stopped."""

from __future__ import annotations

import asyncio
import re
import sys
import time

import docker

from driver.browser import Browser, answering

PATIENCE = 600


async def start(url: str, users: list[str]) -> None:
    """All at once: the hub's queue lets them in a few at a time."""
    await answering(url)

    async def come(user: str) -> None:
        browser = Browser(url, user)
        await browser.open_login()
        await browser.log_in(PATIENCE)

    await asyncio.gather(*map(come, users))


def watch(hub: str, users: list[str]) -> None:
    """Prints the seconds from the first stop to the last, and what the hub says each took."""
    engine = docker.from_env()
    log = engine.containers.get(f"rlmprov-{hub}-hub").logs
    since = int(time.time()) - 60
    names = {f"jupyter-{user}" for user in users}
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        stops = _stops(log(since=since).decode(), users)
        running = names & {c["Names"][0][1:] for c in engine.api.containers()}
        if not running and len(stops) == len(users):
            break
        time.sleep(0.5)
    else:
        raise SystemExit(f"{len(running)} servers still run after {PATIENCE} s")
    # Each line comes at the end of its stop.
    began = min(at - took for at, took in stops)
    together = max(at for at, _ in stops) - began
    each = sum(took for _, took in stops)
    print(
        f"{len(users)} idle servers were stopped within {together:.1f} s; "
        f"one after another it is {each:.1f} s ({each / len(users):.1f} s each): "
        f"{each / together:.1f} times as long"
    )


def _stops(log: str, users: list[str]) -> list[tuple[float, float]]:
    """When each stop ended, in seconds of that day, and how long it took."""
    found = []
    for line in log.splitlines():
        match = re.search(r" (\d\d):(\d\d):([\d.]+) .*User (\S+) server took ([\d.]+) s", line)
        if match and match[4] in users:
            hours, minutes, seconds = int(match[1]), int(match[2]), float(match[3])
            found.append((hours * 3600 + minutes * 60 + seconds, float(match[5])))
    return found


def main() -> None:
    hub, url, prefix, count, what = sys.argv[1:]
    users = [f"{prefix}{number}" for number in range(int(count))]
    if what == "start":
        asyncio.run(start(url, users))
    else:
        watch(hub, users)


if __name__ == "__main__":
    main()
