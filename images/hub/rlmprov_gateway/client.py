"""For the hub's spawner: keys for users' servers. It needs nothing but Python.

gateway = Gateway("http://gateway-api:4001")
issued = await gateway.issue("ada", "")
environment |= issued.environment      # empty without a key
if issued.problem: ...                 # say it to the user; the server starts all the same
"""

from __future__ import annotations

import asyncio
import http.client
import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlsplit


@dataclass(frozen=True)
class Issued:
    """The environment with a key for one server; without a key, and then with the reason."""

    environment: dict[str, str] = field(default_factory=dict, repr=False)
    problem: str = ""


@dataclass(frozen=True)
class Gateway:
    """The admin API of the gateway. No method raises because the gateway is down."""

    url: str
    # Seconds; a server's start waits for it.
    timeout: float = 5.0

    async def issue(self, user: str, server: str) -> Issued:
        """A key for a server that starts; the server's former key ends."""
        answer, problem = await self._ask("PUT", _path(user, server))
        if problem:
            return Issued(problem=problem)
        environment = answer.get("environment") if isinstance(answer, dict) else None
        if not isinstance(environment, dict):
            return Issued(problem="the gateway gave no key")
        return Issued({str(name): str(value) for name, value in environment.items()})

    async def end(self, user: str, server: str) -> str:
        """Ends the key of a server that stopped. Returns the problem, "" if there is none."""
        _, problem = await self._ask("DELETE", _path(user, server))
        return problem

    async def list(self) -> list[tuple[str, str]] | None:
        """User and server of each key that is valid; None if the gateway does not answer."""
        answer, problem = await self._ask("GET", "/keys")
        if problem or not isinstance(answer, list):
            return None
        return [(entry["user"], entry["server"]) for entry in answer]

    async def _ask(self, method: str, path: str) -> tuple[Any, str]:
        return await asyncio.to_thread(self._ask_now, method, path)

    def _ask_now(self, method: str, path: str) -> tuple[Any, str]:
        place = urlsplit(self.url)
        connection = http.client.HTTPConnection(
            place.hostname or "", place.port, timeout=self.timeout
        )
        try:
            connection.request(method, path)
            answer = connection.getresponse()
            body = answer.read()
            if answer.status != 200:
                return None, f"the gateway answers {answer.status}"
            return json.loads(body), ""
        except (OSError, http.client.HTTPException, ValueError) as e:
            return None, f"the gateway does not answer ({type(e).__name__})"
        finally:
            connection.close()


def _path(user: str, server: str) -> str:
    return f"/users/{quote(user, safe='')}/servers/{quote(server, safe='')}"
