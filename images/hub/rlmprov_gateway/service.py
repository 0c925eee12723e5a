"""Puts the parts together, and replaces the configuration while calls are at work."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
import time
from pathlib import Path

from aiohttp import web

from rlmprov_gateway.accounts import Accounts
from rlmprov_gateway.acts import Acts
from rlmprov_gateway.admin import Admin
from rlmprov_gateway.calls import Calls
from rlmprov_gateway.config import Config, load
from rlmprov_gateway.errors import ConfigError
from rlmprov_gateway.keys import Keys
from rlmprov_gateway.ledger import Ledger, connect
from rlmprov_gateway.pricebook import PriceBook
from rlmprov_gateway.upstream import Upstreams
from rlmprov_gateway.users import Users

log = logging.getLogger("rlmprov_gateway")

DAY = 86400.0
# The service ends within the stop_grace_period of compose.yaml; calls may take so long.
ENDING = 25.0


class Service:
    """The gateway. `directory` has gateway.json and gateway.env, `data` the database."""

    def __init__(self, directory: Path, data: Path, host: str, address: str) -> None:
        self._directory, self._host = directory, host
        config = load(directory, host)
        self._database = connect(data / "spend.db")
        self._ledger = Ledger(self._database)
        acts, keys = Acts(self._database), Keys(self._database)
        self._accounts = Accounts(config, self._ledger, acts)
        self._prices = PriceBook(config)
        self._upstreams = Upstreams(config)
        self._calls = Calls(config, self._accounts, self._prices, self._upstreams)
        self._config = config
        self._runners: list[web.AppRunner] = []
        self._lookup: asyncio.Task[None]
        self.users = Users(self._calls, keys, self._accounts, self._prices, self._upstreams)
        self.admin = Admin(
            keys,
            self._accounts,
            acts,
            self._ledger,
            self._upstreams,
            self._prices,
            address,
            self.reload,
        )

    async def start(self, users: tuple[str, int], admin: tuple[str, int]) -> None:
        """Listens. Prices are looked up meanwhile; a call that needs one waits."""
        self._lookup = asyncio.create_task(self._prices.configure(self._config))
        for app, (host, port) in (
            (self.admin.application(), admin),
            (self.users.application(), users),
        ):
            runner = web.AppRunner(app, access_log=None, shutdown_timeout=ENDING)
            await runner.setup()
            self._runners.append(runner)
            await web.TCPSite(runner, host, port, backlog=1024).start()

    async def reload(self) -> None:
        """Takes the configuration from disk. One that is wrong changes nothing, and is told."""
        try:
            config: Config = load(self._directory, self._host)
        except ConfigError as e:
            self.admin.problem = str(e)
            log.error("the configuration stays as it was: %s", e)
            return
        self.admin.problem = ""
        self._upstreams.configure(config)
        self._accounts.configure(config)
        self._calls.config = config
        await self._prices.configure(config)
        self._upstreams.dispatch()
        log.info("the configuration was read again")

    async def prune(self) -> None:
        """Removes old calls once a day; what they came to stays."""
        while True:
            try:
                self._ledger.prune(time.time() - self._calls.config.limits.keepDays * DAY)
            except sqlite3.Error as e:
                log.error("old calls cannot be removed: %s", e)
            await asyncio.sleep(DAY)

    async def stop(self) -> None:
        """Takes no more calls, waits for those at work, and closes the database."""
        await asyncio.gather(*(runner.cleanup() for runner in self._runners))
        self._lookup.cancel()
        await asyncio.wait([self._lookup])
        await self._upstreams.close()
        self._database.close()
