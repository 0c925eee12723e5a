"""Runs the gateway: python -m rlmprov_gateway."""

from __future__ import annotations

import argparse
import asyncio
import logging
import signal
import sqlite3
import sys
from pathlib import Path

from rlmprov_gateway.config import HOST
from rlmprov_gateway.errors import ConfigError
from rlmprov_gateway.service import Service


def main() -> int:
    """Reads the command line and serves until SIGTERM. Returns the exit status."""
    parser = argparse.ArgumentParser(prog="rlmprov_gateway", description=__doc__)
    parser.add_argument("--config", type=Path, default=Path("/srv/gateway"), help="%(default)s")
    parser.add_argument("--data", type=Path, default=Path("/var/lib/gateway"), help="%(default)s")
    parser.add_argument("--host", default="0.0.0.0", help="for users' servers (%(default)s)")
    parser.add_argument("--port", type=int, default=4000)
    parser.add_argument("--admin-host", default="127.0.0.1", help="for the hub (%(default)s)")
    parser.add_argument("--admin-port", type=int, default=4001)
    parser.add_argument("--address", default="http://llm:4000", help="as servers see it")
    parser.add_argument("--localhost", default=HOST, help="in place of localhost (%(default)s)")
    options = parser.parse_args()
    # Nothing of a call but what `call` writes: no paths, which may have keys, and no prompts.
    # No line shows these, and each record would look them up ("Optimization" in logging's docs).
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    logging.basicConfig(level=logging.INFO, stream=sys.stdout, format="%(asctime)s %(message)s")
    try:
        service = Service(options.config, options.data, options.localhost, options.address)
    except (ConfigError, sqlite3.Error, OSError) as e:
        print(f"rlmprov_gateway: {e}", file=sys.stderr)
        return 1
    users = (options.host, options.port)
    asyncio.run(serve(service, users, (options.admin_host, options.admin_port)))
    return 0


async def serve(service: Service, users: tuple[str, int], admin: tuple[str, int]) -> None:
    """Runs until SIGTERM or SIGINT; SIGHUP reads the configuration again."""
    ended, changed = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGHUP, changed.set)
    for sign in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(sign, ended.set)

    async def reload() -> None:
        while True:
            await changed.wait()
            changed.clear()
            await service.reload()

    await service.start(users, admin)
    tasks = [asyncio.create_task(reload()), asyncio.create_task(service.prune())]
    await ended.wait()
    for task in tasks:
        task.cancel()
    await service.stop()


if __name__ == "__main__":
    sys.exit(main())
