"""The page of a teacher who asks who spent what on language models, and stops or pays for more."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import quote

from jupyterhub.handlers import BaseHandler
from jupyterhub.scopes import needs_scope
from rlmprov_gateway.client import Gateway
from tornado import web

from rlmprov_hub.settings import Settings

# As many days are shown.
DAYS = 60


@dataclass(frozen=True)
class Row:
    """What one user spent. `percent` is of the budget; None without one."""

    user: str
    calls: int
    failed: int
    refused: str
    input: int
    output: int
    usd: str
    budget: str
    percent: int | None
    last: str
    own_budget: bool
    stopped: bool
    models: list[dict[str, Any]]


@dataclass(frozen=True)
class Day:
    """What all spent on a day, and how much that is of the dearest day, from 0 to 1."""

    day: str
    usd: Decimal
    tokens: int
    share: float


def rows(report: dict[str, Any]) -> list[Row]:
    """The users of the gateway's report, the dearest first."""
    found = [_row(user) for user in report["users"]]
    return sorted(found, key=lambda row: (-Decimal(row.usd), row.user))


def _row(user: dict[str, Any]) -> Row:
    models = user["models"]
    refused = sorted(user["refused"].items(), key=lambda it: -it[1])
    return Row(
        user=user["user"],
        calls=sum(it["calls"] for it in models),
        failed=sum(it["failed"] for it in models),
        refused=", ".join(f"{times} x {code.replace('_', ' ')}" for code, times in refused),
        input=sum(it["input"] for it in models),
        output=sum(it["output"] for it in models),
        usd=user["usd"],
        budget=amount(user["budget"]),
        percent=user["percent"],
        last=max((it["last"] for it in models), default=""),
        own_budget=user["ownBudget"],
        stopped=user["stopped"],
        models=models,
    )


def amount(budget: dict[str, Any] | None) -> str:
    """A budget as people write it: `2.00 USD`, `500,000 tokens`; empty for none."""
    if not budget:
        return ""
    if "tokens" in budget:
        return f"{budget['tokens']:,} tokens"
    return f"{Decimal(budget['usd']):.2f} USD"


def days(report: dict[str, Any]) -> list[Day]:
    """The newest days with a call, for the plot: dollars, or tokens if nothing has a price."""
    usd: dict[str, Decimal] = defaultdict(Decimal)
    tokens: dict[str, int] = defaultdict(int)
    for it in report["days"]:
        usd[it["day"]] += Decimal(it["usd"])
        tokens[it["day"]] += it["tokens"]
    height = usd if any(usd.values()) else tokens
    most = max(height.values(), default=0) or 1
    return [
        Day(day, usd[day], tokens[day], float(height[day] / most)) for day in sorted(usd)[-DAYS:]
    ]


@dataclass(frozen=True)
class Act:
    """A request to the gateway's admin API."""

    method: str
    path: str
    body: dict[str, Any] | None = None


def act(what: str, user: str, value: str = "", unit: str = "usd") -> Act:
    """What a form of the page asks for; `user` is empty for everybody. Raises ValueError."""
    path = f"/users/{quote(user, safe='')}" if user else ""
    match what:
        case "stop":
            return Act("PUT", f"{path}/stop")
        case "resume":
            return Act("DELETE", f"{path}/stop")
        case "budget" if user:
            return Act("PUT", f"{path}/budget", _amount(value, unit))
        case "class-budget" if user:
            return Act("DELETE", f"{path}/budget")
    raise ValueError("there is no such action")


def _amount(value: str, unit: str) -> dict[str, Any]:
    try:
        number = Decimal(value)
    except InvalidOperation:
        raise ValueError(f"{value[:20]!r} is not a number") from None
    if not number.is_finite() or not 0 <= number <= 10**12:
        raise ValueError("an amount is a number that is not negative")
    if unit == "tokens":
        return {"tokens": int(number)}
    return {"usd": f"{number:f}"}


class UsageHandler(BaseHandler):
    """The page, and what its forms send."""

    def initialize(self, gateway: Gateway) -> None:
        """Takes what all requests share."""
        self.gateway = gateway

    @web.authenticated
    @needs_scope("admin-ui")
    async def get(self) -> None:
        """Renders the page."""
        await self.show()

    @web.authenticated
    @needs_scope("admin-ui")
    async def post(self) -> None:
        """Does what a form asks for, and shows the page."""
        field = self.get_body_argument
        try:
            wish = act(field("act"), field("user", ""), field("value", ""), field("unit", "usd"))
        except ValueError as e:
            await self.show(str(e), 400)
            return
        problem = await self.gateway.act(wish.method, wish.path, wish.body)
        if problem:
            await self.show(problem, 502)
            return
        # So that a reload asks for nothing again.
        self.redirect(self.hub.base_url + "usage", status=303)

    async def show(self, refused: str = "", status: int = 200) -> None:
        """Renders the page, with the reason why a form was refused."""
        whole = self.get_query_argument("all", "") == "1"
        report, problem = await self.gateway.usage(whole)
        page = await self.render_template(
            "usage.html",
            report=report,
            rows=rows(report) if report else [],
            days=days(report) if report else [],
            amount=amount,
            whole=whole,
            problem=problem,
            refused=refused,
        )
        self.set_status(status)
        self.finish(page)


class CsvHandler(BaseHandler):
    """The same as a file."""

    def initialize(self, gateway: Gateway) -> None:
        """Takes what all requests share."""
        self.gateway = gateway

    @web.authenticated
    @needs_scope("admin-ui")
    async def get(self) -> None:
        """Writes it."""
        text, problem = await self.gateway.usage_csv(self.get_query_argument("all", "") == "1")
        if problem:
            raise web.HTTPError(503, problem)
        self.set_header("Content-Type", "text/csv; charset=utf-8")
        self.set_header("Content-Disposition", "attachment; filename=usage.csv")
        self.finish(text)


def configure(c: Any, settings: Settings) -> None:
    """Adds the pages on a hub with a gateway."""
    if settings.gateway:
        gateway = {"gateway": Gateway(settings.gateway)}
        handlers = [(r"/usage", UsageHandler, gateway), (r"/usage\.csv", CsvHandler, gateway)]
        c.JupyterHub.extra_handlers.extend(handlers)
