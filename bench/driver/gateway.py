"""Calls a scripted provider directly, through the gateway, and through a bare proxy; see bench/gateway.

The arguments are the number of calls, and the processes of gateway and bare proxy.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from statistics import quantiles

import aiohttp
from aiohttp import web

from driver.figures import spread
from driver.forward import BARE
from driver.machine import load

DIRECT = "http://127.0.0.1:18198/v1"
GATEWAY = "http://127.0.0.1:18196/openai"
ADMIN = "http://127.0.0.1:18197"
USAGE = {"prompt_tokens": 1000, "completion_tokens": 200, "total_tokens": 1200}
MESSAGE = {"role": "assistant", "content": "word " * 200}
ANSWER = json.dumps(
    {
        "id": "c",
        "choices": [{"index": 0, "finish_reason": "stop", "message": MESSAGE}],
        "usage": USAGE,
    }
).encode()
CHUNK = b'data: {"id": "c", "choices": [{"index": 0, "delta": {"content": "word "}}]}\n\n'
LAST = b"data: " + json.dumps({"id": "c", "choices": [], "usage": USAGE}).encode() + b"\n\n"

ONE_AT_A_TIME, AT_ONCE = 1, 8
ROUNDS = 20


async def provide() -> web.AppRunner:
    """The provider: answers at once, a stream in 200 events."""

    async def answer(request: web.Request) -> web.StreamResponse:
        body = await request.json()
        if not body.get("stream"):
            return web.Response(body=ANSWER, content_type="application/json")
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        for _ in range(200):
            await response.write(CHUNK)
        await response.write(LAST + b"data: [DONE]\n\n")
        return response

    app = web.Application(client_max_size=1 << 24)
    app.router.add_post("/v1/chat/completions", answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 18198).start()
    return runner


def cpu(pid: int) -> float:
    """Milliseconds of processor time that a process has had, all threads."""
    threads = Path(f"/proc/{pid}/task").glob("*/schedstat")
    return sum(int(thread.read_text().split()[0]) for thread in threads) / 1e6


def pss(pid: int) -> float:
    """Megabytes of memory of a process, its part of what it shares included."""
    text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return int(re.search(r"^Pss:\s+(\d+)", text, re.MULTILINE)[1]) / 1024  # type: ignore[index]


async def timed(call: Callable[[], Awaitable[None]], calls: int, parallel: int) -> list[float]:
    """Milliseconds of each call, so many of them at once."""
    took: list[float] = []
    left = iter(range(calls))

    async def work() -> None:
        for _ in left:
            began = time.perf_counter()
            await call()
            took.append((time.perf_counter() - began) * 1000)

    await asyncio.gather(*(work() for _ in range(parallel)))
    return took


async def main(pids: list[int], calls: int) -> None:
    """Measures and prints a table for each sort of call."""
    runner = await provide()
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
        key = ""
        for _ in range(300):
            try:
                async with session.put(f"{ADMIN}/users/ada/servers/") as answer:
                    key = (await answer.json())["key"]
                    break
            except aiohttp.ClientConnectorError:
                await asyncio.sleep(0.1)

        def caller(url: str, size: int, stream: bool) -> Callable[[], Awaitable[None]]:
            message = {"role": "user", "content": "a word " * (size // 7)}
            body = {"model": "gpt-5-nano", "messages": [message], "stream": stream}
            headers = {"Authorization": f"Bearer {key}"}

            async def call() -> None:
                async with session.post(
                    f"{url}/chat/completions", json=body, headers=headers
                ) as it:
                    if it.status != 200 or not await it.read():
                        raise SystemExit(f"{it.status}: {await it.text()}")

            return call

        await caller(GATEWAY, 2000, False)()  # the price is looked up
        await asyncio.sleep(10)
        print(f"idle memory (PSS), MB: {pss(pids[0]):.1f}")
        print(
            "| call | CPU of the gateway, ms | of a bare proxy, ms | direct p50, p95, ms | gateway |"
        )
        print("| --- | --- | --- | --- | --- |")
        for what, size, stream, parallel in (
            ("2 kB prompt", 2000, False, ONE_AT_A_TIME),
            ("2 kB prompt, 8 at once", 2000, False, AT_ONCE),
            ("100 kB prompt", 100_000, False, ONE_AT_A_TIME),
            ("2 kB prompt, a stream of 200 events", 2000, True, ONE_AT_A_TIME),
        ):
            took: dict[str, list[float]] = {url: [] for url in (DIRECT, GATEWAY, BARE)}
            used: dict[str, list[float]] = {url: [] for url in (GATEWAY, BARE)}
            # In turns, so that other work on the machine meets all of them.
            for _ in range(1 + ROUNDS):
                for url in took:
                    before = [cpu(pid) for pid in pids]
                    took[url] += await timed(caller(url, size, stream), calls // ROUNDS, parallel)
                    if url in used:
                        at = list(used).index(url)
                        used[url].append((cpu(pids[at]) - before[at]) / (calls // ROUNDS))
            shown = [spread(used[url][1:]) for url in used]
            cuts = [quantiles(took[url][calls // ROUNDS :], n=20) for url in (DIRECT, GATEWAY)]
            shown += [f"{cut[9]:.2f}, {cut[18]:.2f}" for cut in cuts]
            print(f"| {what} | {' | '.join(shown)} |")
        print(f"memory after it (PSS), MB: {pss(pids[0]):.1f}; load {load()}")
    await runner.cleanup()


if __name__ == "__main__":
    asyncio.run(main([int(pid) for pid in sys.argv[2:]], int(sys.argv[1])))
