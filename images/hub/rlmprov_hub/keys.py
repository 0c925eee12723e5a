"""Keys of users' servers for the LLM gateway: one for each server, valid while it runs."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable
from urllib.parse import urlsplit

from jupyterhub import orm
from jupyterhub.app import JupyterHub
from rlmprov_gateway.client import Gateway

from rlmprov_hub.settings import Settings

log = logging.getLogger("jupyterhub.rlmprov")

# In a server's environment, for the notebook: why it has no key.
PROBLEM = "RLMPROV_LLM_PROBLEM"
# Seconds between looks for keys whose server is gone.
EVERY = 60.0
# Where a server finds the gateway.
URL = "RLMPROV_LLM_URL"
PROXIES = ("http_proxy", "https_proxy", "all_proxy")

Servers = Callable[[], Iterable[tuple[str, str]]]


class Keys:
    """Issues and ends keys. Without a gateway, "", it does nothing."""

    def __init__(self, url: str) -> None:
        self._gateway = Gateway(url) if url else None

    async def environment(self, user: str, server: str) -> dict[str, str]:
        """What a server needs to call models; if there is no key, the reason instead."""
        if self._gateway is None:
            return {}
        issued = await self._gateway.issue(user, server)
        if not issued.problem:
            return issued.environment
        log.warning("the server of %s starts without a key for models: %s", user, issued.problem)
        return {PROBLEM: issued.problem}

    async def end(self, user: str, server: str) -> None:
        """Ends the key of a server that has stopped."""
        if self._gateway is None:
            return
        problem = await self._gateway.end(user, server)
        if problem:
            log.warning("the key of %s is not ended yet: %s", user, problem)

    async def end_all_but(self, running: Servers) -> None:
        """Ends the keys of servers that do not run: the gateway was away when they stopped."""
        listed = None if self._gateway is None else await self._gateway.list()
        # Asked after the list: a server that starts meanwhile is among these.
        for user, server in set(listed or ()).difference(running()):
            await self.end(user, server)


def without_proxy(environment: dict[str, str]) -> dict[str, str]:
    """The environment of a server, whose programs ask no proxy for the gateway."""
    gateway = urlsplit(environment.get(URL, "")).hostname
    if not gateway or not any(name.lower() in PROXIES for name in environment):
        return environment
    # Python's programs read the name in small letters first, others only one of the two.
    listed = environment.get("no_proxy") or environment.get("NO_PROXY") or ""
    hosts = ",".join(it for it in (listed, gateway) if it)
    return {**environment, "no_proxy": hosts, "NO_PROXY": hosts}


def running_servers() -> set[tuple[str, str]]:
    """User and server of each that runs, starts or stops, of the hub in this process."""
    hub = JupyterHub.instance()
    known = hub.db.query(orm.Spawner).filter(orm.Spawner.server_id.isnot(None))
    pending = {
        (user.name, name)
        for user in hub.users.values()
        for name, spawner in user.spawners.items()
        if spawner.active
    }
    return pending | {(one.user.name, one.name) for one in known}


async def watch(keys: Keys, running: Servers = running_servers, every: float = EVERY) -> None:
    """Ends keys without a server again and again."""
    while True:
        await asyncio.sleep(every)
        try:
            await keys.end_all_but(running)
        except Exception:
            log.exception("keys without a server stay valid for now")


def configure(settings: Settings) -> None:
    """Begins to watch, if there is a gateway. JupyterHub reads its configuration in its loop."""
    if settings.gateway:
        task = asyncio.get_running_loop().create_task(watch(Keys(settings.gateway)))
        # The loop itself holds tasks weakly.
        _tasks.append(task)


_tasks: list[asyncio.Task[None]] = []
