"""What a person does with a hub, over HTTP as a browser does: log in, start, run a cell."""

from __future__ import annotations

import asyncio
import json
import os
import time
import uuid
from typing import Any
from urllib.parse import quote

import requests
from tornado.httpclient import HTTPRequest
from tornado.websocket import WebSocketClientConnection, websocket_connect

HUB = os.environ.get("HUB_URL", "http://proxy:8000")


class Browser:
    """One user's browser with its cookies."""

    def __init__(self, user: str, base: str = "") -> None:
        self.user = user
        self.base = base
        self.site = HUB + base
        self.session = requests.Session()
        # As the hub quotes names in its own links.
        self.path = f"{base}/user/{quote(user, safe='@~')}"
        self.server = HUB + self.path

    def log_in(self, password: str = "") -> int:
        """The login form. 302 is in, 403 is refused."""
        self.session.get(f"{self.site}/hub/login", timeout=30)
        answer = self.session.post(
            f"{self.site}/hub/login",
            data={
                "username": self.user,
                "password": password,
                "_xsrf": self.session.cookies.get("_xsrf", path=f"{self.base}/hub/"),
            },
            allow_redirects=False,
            timeout=30,
        )
        return answer.status_code

    def start(self, timeout: float = 90) -> float:
        """Asks for the server and reloads until JupyterLab answers. Returns the seconds it took."""
        began = time.monotonic()
        self.session.get(f"{self.site}/hub/spawn", timeout=60)
        while time.monotonic() - began < timeout:
            if self.sees_lab():
                return time.monotonic() - began
            time.sleep(0.1)
        answer = self._lab()
        raise AssertionError(f"no server after {timeout} s: {answer.status_code} {answer.url}")

    def sees_lab(self) -> bool:
        """Whether JupyterLab is what the address of the server shows."""
        answer = self._lab()
        return answer.status_code == 200 and answer.url.startswith(self.server)

    def _lab(self) -> requests.Response:
        return self.session.get(f"{self.server}/lab", timeout=60)

    def stop(self) -> None:
        """As the button in the hub's control panel. Returns when the server is gone."""
        self.hub("DELETE", f"/users/{self.user}/server")
        while self.is_running():
            time.sleep(0.1)

    def is_running(self) -> bool:
        return bool(self.hub("GET", f"/users/{self.user}").json()["servers"])

    def hub(self, method: str, path: str, **kwargs: Any) -> requests.Response:
        """The hub's API as the page calls it."""
        xsrf = {"X-XSRFToken": self.session.cookies.get("_xsrf", path=f"{self.base}/hub/")}
        headers = {"Referer": f"{self.site}/hub/home", **xsrf}
        return self.session.request(
            method, f"{self.site}/hub/api{path}", headers=headers, timeout=60, **kwargs
        )

    def api(self, method: str, path: str, **kwargs: Any) -> requests.Response:
        """The API of the user's server."""
        xsrf = {"X-XSRFToken": self.session.cookies.get("_xsrf", path=f"{self.path}/")}
        answer = self.session.request(
            method, f"{self.server}/api{path}", headers=xsrf, timeout=60, **kwargs
        )
        answer.raise_for_status()
        return answer

    def new_kernel(self) -> str:
        return self.api("POST", "/kernels", json={"name": "python3"}).json()["id"]

    def run(self, code: str, kernel: str = "", timeout: float = 90) -> str:
        """Runs a cell, in a new kernel unless told which. Returns what it printed, or its error.

        Returns also if the kernel dies of it.
        """
        return asyncio.run(
            asyncio.wait_for(self._run(code, kernel or self.new_kernel()), timeout=timeout)
        )

    async def _run(self, code: str, kernel: str) -> str:
        notebook = await self.open_notebook(kernel)
        try:
            return await notebook.run(code)
        finally:
            notebook.close()

    async def open_notebook(self, kernel: str) -> Notebook:
        """The connection over which an open notebook speaks to its kernel."""
        url = f"{self.server}/api/kernels/{kernel}/channels".replace("http", "ws", 1)
        cookies = {c.name: c.value for c in self.session.cookies if self._goes_to_server(c.path)}
        cookie = "; ".join(f"{name}={value}" for name, value in cookies.items())
        socket = await websocket_connect(HTTPRequest(url, headers={"Cookie": cookie}))
        return Notebook(self.user, socket)

    def _goes_to_server(self, path: str) -> bool:
        return path in ("/", f"{self.path}/")


class Notebook:
    """One that is open in a tab."""

    def __init__(self, user: str, socket: WebSocketClientConnection) -> None:
        self.user = user
        self.socket = socket

    async def run(self, code: str) -> str:
        """As Browser.run."""
        request = uuid.uuid4().hex
        header = {"msg_id": request, "msg_type": "execute_request", "version": "5.3"}
        header |= {"session": request, "username": self.user}
        content = {"code": code, "silent": False, "store_history": True, "allow_stdin": False}
        content |= {"user_expressions": {}, "stop_on_error": True}
        message = {"header": header, "parent_header": {}, "metadata": {}, "content": content}
        await self.socket.write_message(json.dumps({**message, "channel": "shell", "buffers": []}))
        printed = ""
        while True:
            text = await self.socket.read_message()
            assert text is not None, "the kernel's connection was closed"
            answer = json.loads(text)
            if answer["content"].get("execution_state") in ("restarting", "dead"):
                return printed
            if answer["parent_header"].get("msg_id") != request:
                continue
            match answer["msg_type"], answer["content"]:
                case "stream", {"text": text}:
                    printed += text
                case "error", {"ename": name, "evalue": value}:
                    printed += f"{name}: {value}"
                case "status", {"execution_state": "idle"}:
                    return printed

    async def listen(self) -> None:
        """Reads until the connection ends."""
        while await self.socket.read_message() is not None:
            pass

    def close(self) -> None:
        """As the tab is closed."""
        self.socket.close()
