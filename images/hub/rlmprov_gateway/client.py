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

    async def usage(self, whole: bool = False) -> tuple[dict[str, Any], str]:
        """Who spent what, in this period or since the first call; empty if there is a problem."""
        answer, problem = await self._ask("GET", f"/usage?all={whole:d}")
        if not problem and not isinstance(answer, dict):
            problem = "the gateway gave no report"
        return (answer, "") if not problem else ({}, problem)

    async def usage_csv(self, whole: bool = False) -> tuple[str, str]:
        """The same, a line for each user and model, as CSV."""
        text, problem = await asyncio.to_thread(
            self._text, "GET", f"/usage.csv?all={whole:d}", None
        )
        return text, problem

    async def act(self, method: str, path: str, body: Any = None) -> str:
        """Changes a budget or a stop, as the admin API says. Returns the problem, or ""."""
        _, problem = await self._ask(method, path, body)
        return problem

    async def _ask(self, method: str, path: str, body: Any = None) -> tuple[Any, str]:
        text, problem = await asyncio.to_thread(self._text, method, path, body)
        if problem:
            return None, problem
        try:
            return json.loads(text), ""
        except ValueError:
            return None, "the gateway does not answer with JSON"

    def _text(self, method: str, path: str, body: Any) -> tuple[str, str]:
        place = urlsplit(self.url)
        connection = http.client.HTTPConnection(
            place.hostname or "", place.port, timeout=self.timeout
        )
        try:
            connection.request(method, path, None if body is None else json.dumps(body))
            answer = connection.getresponse()
            text = answer.read().decode()
            if answer.status != 200:
                return "", f"the gateway answers {answer.status}"
            return text, ""
        except (OSError, http.client.HTTPException, ValueError) as e:
            return "", f"the gateway does not answer ({type(e).__name__})"
        finally:
            connection.close()


def _path(user: str, server: str) -> str:
    return f"/users/{quote(user, safe='')}/servers/{quote(server, safe='')}"
