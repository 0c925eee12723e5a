"""The page of an admin who asks who is here, who needs what, and why a server does not start."""

from __future__ import annotations

import csv
import io
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from typing import Any

from jupyterhub import orm
from jupyterhub.handlers import BaseHandler
from jupyterhub.scopes import needs_scope
from sqlalchemy.orm import selectinload
from tornado import web

from rlmprov_hub import check, engine, words
from rlmprov_hub.spawner import RlmSpawner
from rlmprov_hub.usage import Usage


@dataclass(frozen=True)
class Row:
    """A user. Bytes, cores, seconds since 1970; None: not known, or there is none."""

    user: str
    state: str
    memory: int | None = None
    limit: int | None = None
    processors: float | None = None
    disk: int | None = None
    last_activity: float | None = None
    out_of_memory: int | None = None
    failed: bool = False


def row(user: Any, usage: Usage) -> Row:
    """What is known of a user: JupyterHub's, with its spawner if the hub has one."""
    spawner = user.spawner
    container, volume = spawner.container_name, next(iter(spawner.volume_binds), "")
    running = bool(spawner.ready)
    reading = usage.servers.get(container)
    return Row(
        user=user.name,
        state="running" if running else _pending(spawner),
        memory=reading.memory if reading else None,
        limit=reading.limit if reading else None,
        processors=usage.processors(container, _seconds(spawner.orm_spawner.started) or 0),
        disk=usage.volumes.get(volume),
        last_activity=_seconds(user.last_activity),
        out_of_memory=reading.killed if reading else None,
        failed=user.name in RlmSpawner.failures,
    )


def _pending(spawner: RlmSpawner) -> str:
    match spawner.pending:
        case "spawn" if spawner.queue.ahead_of(spawner):
            return "waiting"
        case "spawn" | "check":
            return "starting"
        case "stop":
            return "stopping"
    return "stopped"


def _seconds(when: datetime | None) -> float | None:
    # JupyterHub's database has UTC without saying so.
    return when.replace(tzinfo=UTC).timestamp() if when else None


class Page(BaseHandler):
    """What the three have in common: they are for admins."""

    def initialize(self, usage: Usage) -> None:
        """Takes what all requests share."""
        self.usage = usage

    async def rows(self) -> list[Row]:
        """All users, those with a server first."""
        await self.usage.refresh()
        users = self.db.query(orm.User).options(selectinload(orm.User._orm_spawners))
        known = [
            row(self._user_from_orm(one), self.usage) for one in users if one.name != check.USER
        ]
        return sorted(known, key=lambda one: (one.state == "stopped", one.user))


class ServersHandler(Page):
    """The table."""

    @web.authenticated
    @needs_scope("admin-ui")
    async def get(self) -> None:
        """Renders it."""
        rows = await self.rows()
        page = await self.render_template(
            "servers.html", rows=rows, usage=self.usage, size=words.size, utc=words.utc
        )
        self.finish(page)


class CsvHandler(Page):
    """The same as a file, with plain numbers."""

    @web.authenticated
    @needs_scope("admin-ui")
    async def get(self) -> None:
        """Writes it."""
        written = io.StringIO()
        table = csv.DictWriter(written, [field.name for field in fields(Row)])
        table.writeheader()
        table.writerows(asdict(one) for one in await self.rows())
        self.set_header("Content-Type", "text/csv; charset=utf-8")
        self.set_header("Content-Disposition", "attachment; filename=servers.csv")
        self.finish(written.getvalue())


class LogHandler(Page):
    """Why a user's server did not start, and what it says now."""

    @web.authenticated
    @needs_scope("admin-ui")
    async def get(self, name: str) -> None:
        """Renders it; 404 if there is no such user."""
        user = self.find_user(name)
        if user is None:
            raise web.HTTPError(404)
        page = await self.render_template(
            "server-log.html",
            user_name=name,
            utc=words.utc,
            failure=RlmSpawner.failures.get(name),
            log=await user.spawner.log_tail(lines=200),
        )
        self.finish(page)


def configure(c: Any) -> None:
    """Adds the pages."""
    usage = {"usage": Usage(engine.report)}
    handlers = [
        (r"/servers", ServersHandler, usage),
        (r"/servers\.csv", CsvHandler, usage),
        (r"/servers/([^/]+)/log", LogHandler, usage),
    ]
    c.JupyterHub.extra_handlers.extend(handlers)
