"""Serves the rules on a socket, in front of the engine's. All replies are read whole."""

from __future__ import annotations

import http.client
import json
import socket
import socketserver
import sys
from dataclasses import dataclass, replace
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any, cast

from rlmprov_engine import limits, usage
from rlmprov_engine.rules import Call, Deny, Hub, Report, Reread, decide, is_ours

LARGEST_BODY = 1 << 20
# Longer than the longest stop that the rules let through is not needed: docker-py waits 60 s.
PATIENCE = 120


class UnixConnection(http.client.HTTPConnection):
    """A connection to a socket in the file system."""

    def __init__(self, path: Path) -> None:
        super().__init__("localhost", timeout=PATIENCE)
        self.path = path

    def connect(self) -> None:
        """Opens the socket."""
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(str(self.path))


class Answer(Exception):
    """Ends a request with a message of ours."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


@dataclass
class Engine:
    """The real engine, as far as the hub may use it."""

    socket: Path
    hub: Hub
    # The host's /sys/fs/cgroup.
    groups: Path
    settings: Path

    def __post_init__(self) -> None:
        self.reread()

    def reread(self) -> None:
        """Takes the limits of users' servers from settings.json as it is now.

        Not for each server: until a new hub has started, the old one gives the limits that it read.
        """
        self.hub = replace(self.hub, grants=limits.read(self.settings))

    def report(self, name: str) -> dict[str, Any]:
        """`servers`, or `volumes`: what they take. Raises Answer if the engine does not say it."""
        if name == "volumes":
            return {"volumes": usage.volumes(self._get, self.hub.name)}
        return {"servers": usage.servers(self._get, self.hub.name, self.groups)}

    def answer(self, call: Call) -> tuple[int, str, bytes]:
        """Makes the call; one on a container only if that is a user's server, then by its id.

        Returns status, type and body of the reply. Raises Answer if there is none.
        """
        if call.container is None:
            return self._ask(call, call.path)
        found = self._ask(Call("GET", ""), f"/containers/{call.container}/json")
        if found[0] != 200:
            return found
        description = json.loads(found[2])
        if not is_ours(description, self.hub):
            raise Answer(403, f"the container {call.container} is no user's server of this hub")
        path = call.path.format(id=description["Id"])
        # The hub asks this of every server every few seconds: it has been answered.
        if call.method == "GET" and path.endswith("/json"):
            return found
        return self._ask(call, path)

    def _get(self, path: str, query: str) -> Any:
        status, _, body = self._ask(Call("GET", path, query), path)
        document = json.loads(body)
        if status != 200:
            raise Answer(status, document.get("message", f"the engine says {status}"))
        return document

    def _ask(self, call: Call, path: str) -> tuple[int, str, bytes]:
        connection = UnixConnection(self.socket)
        headers = {"Content-Type": "application/json"} if call.body is not None else {}
        target = path + (f"?{call.query}" if call.query else "")
        try:
            connection.request(call.method, target, body=call.body, headers=headers)
            reply = connection.getresponse()
            return reply.status, reply.headers.get("Content-Type", "text/plain"), reply.read()
        except (OSError, http.client.HTTPException) as e:
            # Not 500, by which DockerSpawner takes a container for lost.
            raise Answer(503, f"the engine does not answer: {e}") from None
        finally:
            connection.close()


class Handler(BaseHTTPRequestHandler):
    """One connection of the hub's."""

    protocol_version = "HTTP/1.1"

    def serve(self) -> None:
        """Reads a request, and answers or refuses it."""
        engine = cast(Server, self.server).engine
        try:
            verdict = decide(self.command, self.path, self._body(), engine.hub)
            if isinstance(verdict, Deny):
                raise Answer(403, verdict.reason)
            if isinstance(verdict, Report):
                report = json.dumps(engine.report(verdict.name)).encode()
                self._reply(200, "application/json", report)
            elif isinstance(verdict, Reread):
                engine.reread()
                self._reply(200, "application/json", b"{}")
            else:
                self._reply(*engine.answer(verdict))
        except Answer as e:
            self.log_message("%d %s %s: %s", e.status, self.command, self.path[:200], e)
            message = json.dumps({"message": f"rlmprov-engine: {self.command}: {e}"}).encode()
            self._reply(e.status, "application/json", message)

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = serve

    def _body(self) -> bytes:
        lengths = self.headers.get_all("Content-Length", ["0"])
        if "Transfer-Encoding" in self.headers or len(lengths) > 1 or not lengths[0].isdecimal():
            # Where the body ends is not known, and so not where the next request begins.
            self.close_connection = True
            raise Answer(411, "a body is sent with its length")
        if int(lengths[0]) > LARGEST_BODY:
            self.close_connection = True
            raise Answer(413, "the body is too large")
        return self.rfile.read(int(lengths[0]))

    def _reply(self, status: int, kind: str, body: bytes) -> None:
        self.send_response_only(status)
        if status not in (204, 304):
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if status not in (204, 304) and self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """One line; a socket of this kind has no address to name."""
        print(format % args, file=sys.stderr, flush=True)


class Server(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    """A thread for each connection: the hub has 16."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, door: Path, engine: Engine) -> None:
        # One that did not end by itself has left its socket.
        door.unlink(missing_ok=True)
        self.engine = engine
        super().__init__(str(door), Handler)
