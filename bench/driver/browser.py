"""What one person does with a hub: logs in, waits for JupyterLab, runs a cell, stops the server."""

from __future__ import annotations

import asyncio
import json
import random
import time
import uuid
from dataclasses import dataclass, field
from urllib.parse import urlencode

from tornado.httpclient import HTTPRequest
from tornado.websocket import websocket_connect

from driver.http import Page, Session


class Failed(Exception):
    """The person gave up, and why."""


async def answering(hub: str, seconds: float = 60) -> None:
    """Returns when the hub is healthy."""
    deadline = time.monotonic() + seconds
    while (page := await Session(timeout=5).open(f"{hub}/hub/health")).status != 200:
        if time.monotonic() > deadline:
            raise SystemExit(f"{hub}: no hub after {seconds:.0f} s, last answer {page.status}")
        await asyncio.sleep(0.5)


@dataclass
class Waits:
    """What stood between the person and the server."""

    told_to_wait: int = 0  # answers with Retry-After, as 429
    errors: list[str] = field(default_factory=list)  # pages that a person would call broken


class Browser:
    """A browser with the hub's address and a user's name."""

    def __init__(self, hub: str, user: str) -> None:
        self.hub = hub.rstrip("/")
        self.user = user
        self.server = f"{self.hub}/user/{user}"
        self.session = Session()
        self.waits = Waits()

    async def open_login(self) -> None:
        """Opens the page with the form; not part of what is timed."""
        page = await self.session.open(f"{self.hub}/hub/login")
        if page.status != 200:
            raise Failed(f"the login page answered {page.status}")

    async def log_in(self, seconds: float, password: str = "") -> None:
        """Sends the form and follows where the hub leads, until JupyterLab answers."""
        deadline = time.monotonic() + seconds
        form = {"username": self.user, "password": password}
        form["_xsrf"] = self.session.cookie("_xsrf", "/hub/") or ""
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        page = await self.session.open(f"{self.hub}/hub/login", "POST", urlencode(form), kind)
        if page.status == 403:
            raise Failed("the login was refused")
        while not self._is_lab(page):
            if time.monotonic() > deadline:
                raise Failed(f"no JupyterLab after {seconds:.0f} s, but {page.status} {page.path}")
            page = await self._next(page)

    def _is_lab(self, page: Page) -> bool:
        lab = f"/user/{self.user}/lab"  # by itself, or with the tutorial open
        return page.status == 200 and (page.path == lab or page.path.startswith(f"{lab}/tree/"))

    async def _next(self, page: Page) -> Page:
        """One step of somebody who reads the page and does what it says."""
        if page.path.startswith("/hub/spawn-pending/") and page.status == 200:
            failure = await self._watch_progress()
            if not failure:
                return await self.session.open(page.url)
            self.waits.errors.append(failure)
        elif page.retry_after is not None:
            self.waits.told_to_wait += 1
            await asyncio.sleep(page.retry_after)
            return await self.session.open(page.url)
        elif page.status != 200:
            self.waits.errors.append(f"{page.status} {page.path}")
        await asyncio.sleep(random.uniform(1, 3))
        return await self.session.open(f"{self.hub}/hub/spawn")

    async def _watch_progress(self) -> str:
        """Follows the page's events to their end. Returns why the start failed, or nothing."""
        answer = await self._api("GET", f"/users/{self.user}/server/progress")
        last: dict[str, object] = {}
        for line in answer.text.splitlines():
            if line.startswith("data: "):
                last = json.loads(line.removeprefix("data: "))
        return str(last["message"]) if last.get("failed") else ""

    async def run(self, code: str, seconds: float = 120) -> str:
        """Runs a cell in a new kernel. Returns what it printed, or its error."""
        page = await self._kernels("POST", body='{"name": "python3"}')
        if page.status != 201:
            raise Failed(f"no kernel: {page.status} {page.text[:200]}")
        kernel = json.loads(page.text)["id"]
        try:
            return await asyncio.wait_for(self._run(code, kernel), seconds)
        except TimeoutError:
            raise Failed(f"the cell gave no answer for {seconds:.0f} s") from None

    async def _run(self, code: str, kernel: str) -> str:
        url = f"{self.server}/api/kernels/{kernel}/channels"
        headers = {"Cookie": self.session.cookies_for(url)}
        request = HTTPRequest(url.replace("http", "ws", 1), headers=headers, connect_timeout=60)
        socket = await websocket_connect(request)
        try:
            message = _execute_request(self.user, code)
            await socket.write_message(json.dumps(message))
            printed = ""
            while (text := await socket.read_message()) is not None:
                answer = json.loads(text)
                if answer["parent_header"].get("msg_id") != message["header"]["msg_id"]:
                    continue
                match answer["msg_type"], answer["content"]:
                    case "stream", {"text": text}:
                        printed += text
                    case "error", {"ename": name, "evalue": value}:
                        printed += f"{name}: {value}"
                    case "status", {"execution_state": "idle"}:
                        return printed
            raise Failed("the kernel's connection was closed")
        finally:
            socket.close()

    async def end_kernels(self) -> None:
        """Ends all that run. Returns when they are gone."""
        for kernel in json.loads((await self._kernels("GET")).text):
            page = await self._kernels("DELETE", f"/{kernel['id']}")
            if page.status != 204:
                raise Failed(f"the kernel was not ended: {page.status} {page.text[:200]}")

    async def _kernels(self, method: str, path: str = "", body: str | None = None) -> Page:
        headers = {"X-XSRFToken": self.session.cookie("_xsrf", f"/user/{self.user}/") or ""}
        return await self.session.open(f"{self.server}/api/kernels{path}", method, body, headers)

    async def stop(self, seconds: float = 120) -> None:
        """As the button in the hub's control panel. Returns when the server is gone."""
        deadline = time.monotonic() + seconds
        await self._api("DELETE", f"/users/{self.user}/server")
        while time.monotonic() < deadline:
            page = await self._api("GET", f"/users/{self.user}")
            if page.status == 200 and not json.loads(page.text)["servers"]:
                return
            await asyncio.sleep(0.5)
        raise Failed(f"the server was not gone after {seconds:.0f} s")

    async def _api(self, method: str, path: str) -> Page:
        headers = {"Referer": f"{self.hub}/hub/home"}
        headers["X-XSRFToken"] = self.session.cookie("_xsrf", "/hub/") or ""
        return await self.session.open(f"{self.hub}/hub/api{path}", method, headers=headers)


def _execute_request(user: str, code: str) -> dict[str, object]:
    request = uuid.uuid4().hex
    header = {"msg_id": request, "msg_type": "execute_request", "version": "5.3"}
    header |= {"session": request, "username": user}
    content = {"code": code, "silent": False, "store_history": True, "allow_stdin": False}
    content |= {"user_expressions": {}, "stop_on_error": True}
    message = {"header": header, "parent_header": {}, "metadata": {}, "content": content}
    return message | {"channel": "shell", "buffers": []}
