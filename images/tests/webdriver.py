"""A headless Chromium, driven over the W3C WebDriver protocol with nothing but Python."""

import base64
import json
import socket
import subprocess
import time
import urllib.request
from types import TracebackType
from typing import Any, Self

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"  # the protocol's name for a reference
ENTER, SHIFT, CONTROL = "\ue007", "\ue008", "\ue009"
FLAGS = """--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run --hide-scrollbars
    --disable-background-networking --disable-component-update --disable-sync
    --disable-dev-shm-usage"""


class Browser:
    """In a `with` block there is a window."""

    def __init__(self, width: int, height: int) -> None:
        self._flags = [*FLAGS.split(), f"--window-size={width},{height}"]

    def __enter__(self) -> Self:
        # Not --port=0: without IPv6 chromedriver then names no port.
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        self._driver = subprocess.Popen(
            ["chromedriver", f"--port={port}"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        next(line for line in self._driver.stdout if "successfully on port" in line)
        self._session = f"http://127.0.0.1:{port}/session"
        wanted = {"alwaysMatch": {"goog:chromeOptions": {"args": self._flags}}}
        self._session += "/" + self._ask("POST", "", {"capabilities": wanted})["sessionId"]
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            self._ask("DELETE", "")
        finally:
            self._driver.terminate()
            self._driver.wait()
            self._driver.stdout.close()

    def _ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        data = json.dumps(body or {}).encode() if method == "POST" else None
        request = urllib.request.Request(self._session + path, data, method=method)
        with urllib.request.urlopen(request, timeout=120) as answer:
            return json.load(answer)["value"]

    def open(self, url: str) -> None:
        self._ask("POST", "/url", {"url": url})

    def run(self, script: str, *arguments: Any) -> Any:
        """What a JavaScript function body returns in the page."""
        return self._ask("POST", "/execute/sync", {"script": script, "args": list(arguments)})

    def wait(self, condition: str, seconds: float = 120) -> Any:
        """Waits until a JavaScript expression is true, and returns it."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if value := self.run(f"return {condition}"):
                return value
            time.sleep(0.2)
        raise TimeoutError(f"the page never came to: {condition}")

    def new(self, kind: str) -> None:
        """Opens an empty `tab`, which hides the one before, or a `window` beside it; goes there."""
        handle = self._ask("POST", "/window/new", {"type": kind})["handle"]
        self.switch(handle)

    def tabs(self) -> list[str]:
        """The handles of all tabs."""
        return self._ask("GET", "/window/handles")

    def switch(self, handle: str) -> None:
        """Shows a tab."""
        self._ask("POST", "/window", {"handle": handle})
        self.command("Page.bringToFront")

    def addresses(self) -> list[str]:
        """Of the pages in all tabs, without a look at them: they stay hidden."""
        targets = self.command("Target.getTargets")["targetInfos"]
        return [target["url"] for target in targets if target["type"] == "page"]

    def command(self, name: str, /, **parameters: Any) -> Any:
        """One of Chromium's own commands (DevTools protocol) to this tab."""
        body = {"cmd": name, "params": parameters}
        return self._ask("POST", "/goog/cdp/execute", body)

    def find(self, css: str) -> str:
        return self._ask("POST", "/element", {"using": "css selector", "value": css})[ELEMENT]

    def type(self, css: str, text: str) -> None:
        self._ask("POST", f"/element/{self.find(css)}/value", {"text": text})

    def press(self, *keys: str) -> None:
        """Presses keys together, wherever the focus is."""
        down = [{"type": "keyDown", "value": key} for key in keys]
        up = [{"type": "keyUp", "value": key} for key in reversed(keys)]
        self._ask(
            "POST", "/actions", {"actions": [{"type": "key", "id": "k", "actions": down + up}]}
        )

    def picture(self, css: str = "") -> bytes:
        """A PNG of an element, or of the window."""
        path = f"/element/{self.find(css)}/screenshot" if css else "/screenshot"
        return base64.b64decode(self._ask("GET", path))
