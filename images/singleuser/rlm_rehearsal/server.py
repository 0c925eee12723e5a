"""The scripted model's server: HTTP around the scenes.

GET /v1/models lists its model, GET /calls tells what it was asked, and after
POST /fail {"times": 2, "status": 429} the next two calls fail.
"""

import json
import sys
import threading
import time
from dataclasses import asdict, dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from rlm_rehearsal.dialects import DIALECTS, Dialect, Reply
from rlm_rehearsal.script import Cue, Scenes, cue

MODEL = "scripted-model"
HERE = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Call:
    """One request as it was understood; `at_once` counts it and those then being answered."""

    path: str
    model: str
    who: str
    part: str
    at_once: int


class ScriptedLlm(ThreadingHTTPServer):
    """The server. With port 0 the system chooses one: see `url`. In a `with` block it serves."""

    daemon_threads = True
    request_queue_size = 64  # a batch opens up to 16 connections at once

    def __init__(
        self,
        address: tuple[str, int] = ("127.0.0.1", 0),
        *,
        scenes: Path = HERE / "scenes",
        delay: float = 0.0,
        cost: float = 0.0,
        key: str = "",
        keep_alive: bool = False,
    ) -> None:
        """Binds the address.

        delay: seconds before each answer; cost: USD reported per call; key: the only one
        accepted ("" = any); keep_alive: hold connections open, as real providers do.
        """
        super().__init__(address, _Handler)
        self.scenes = Scenes(scenes)
        self.delay, self.cost, self.key, self.keep_alive = delay, cost, key, keep_alive
        self.calls: list[Call] = []
        self._failures: list[int] = []
        self._at_once = 0
        self._lock = threading.Lock()

    @property
    def url(self) -> str:
        """Where it is, without a path."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def fail(self, times: int = 1, status: int = 500) -> None:
        """Answers the next calls with an HTTP error."""
        with self._lock:
            self._failures += [status] * times

    def next_failure(self) -> int | None:
        """The status that the call at hand is to fail with."""
        with self._lock:
            return self._failures.pop(0) if self._failures else None

    def begin(self, path: str, model: str, spoken: Cue) -> None:
        """Notes a call."""
        with self._lock:
            self._at_once += 1
            self.calls.append(Call(path, model, spoken.who, spoken.part, self._at_once))

    def end(self) -> None:
        """Notes that a call has been answered."""
        with self._lock:
            self._at_once -= 1

    def handle_error(self, request: Any, client_address: Any) -> None:
        """As upstream, but a client that has gone is no news."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)

    def __enter__(self) -> "ScriptedLlm":
        threading.Thread(target=self.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self.server_close()


class _Handler(BaseHTTPRequestHandler):
    server: ScriptedLlm

    def setup(self) -> None:
        # Closed by default: openai 3.x fails on connections that another event loop opened.
        self.protocol_version = "HTTP/1.1" if self.server.keep_alive else "HTTP/1.0"
        super().setup()

    def do_GET(self) -> None:
        if self.path.endswith("/models"):
            self._send(200, {"object": "list", "data": [{"id": MODEL, "object": "model"}]})
        elif self.path == "/calls":
            self._send(200, [asdict(call) for call in self.server.calls])
        else:
            self._send(404, {"error": {"message": f"nothing at {self.path}"}})

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))) or "{}")
        path = self.path.partition("?")[0]
        if path == "/fail":
            self.server.fail(**body)
            self._send(200, {})
            return
        dialect = next((d for d in DIALECTS if d.path.search(path)), None)
        if dialect is None:
            self._send(404, {"error": {"message": f"nothing at {path}"}})
            return
        key = dialect.key(self.headers)
        if not key or self.server.key not in ("", key):
            self._send(401, dialect.error(401, "Incorrect API key provided"))
            return
        if status := self.server.next_failure():
            self._send(status, dialect.error(status, "told to fail"))
            return
        self._answer(dialect, path, body)

    def _answer(self, dialect: Dialect, path: str, body: dict[str, Any]) -> None:
        asked = dialect.read(path, body)
        spoken = cue(asked)
        self.server.begin(path, asked.model, spoken)
        try:
            time.sleep(self.server.delay)
            text = self.server.scenes.say(spoken)
        finally:
            self.server.end()
        self._send(200, dialect.write(Reply(text, asked, self.server.cost)))

    def _send(self, status: int, content: object) -> None:
        data = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        if not self.server.keep_alive:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:
        """Silent: /calls has what was asked."""
