"""The gateway as a process of its own, for tests: started, killed, asked."""

import json
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

import aiohttp

# How a call ends whose gateway or provider goes away.
BROKEN = (OSError, aiohttp.ClientError)
PRICES = {"model": {"input": 1, "output": 10}, "free": {"input": 0, "output": 0}}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class GatewayProcess:
    """`config` is gateway.json; the provider's key is in gateway.env. Used with `with`."""

    def __init__(self, provider, admin_host="127.0.0.1", **config):
        self.admin_host = admin_host
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name)
        self.log = self.path / "log"
        self.port, self.admin_port = free_port(), free_port()
        self.config = {
            "providers": {"openai": {"baseUrl": f"{provider.url}/v1", "key": "OPENAI_API_KEY"}},
            "prices": PRICES,
            "models": ["model", "free"],
        } | config
        self.provider_key = provider.key
        self.more = ""  # other lines of gateway.env
        self.write()

    def write(self):
        (self.path / "data").mkdir(exist_ok=True)
        (self.path / "gateway.json").write_text(json.dumps(self.config))
        (self.path / "gateway.env").write_text(f"OPENAI_API_KEY={self.provider_key}\n{self.more}")

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        self.folder.cleanup()

    def start(self):
        ports = ["--port", str(self.port), "--admin-port", str(self.admin_port)]
        ports += ["--admin-host", self.admin_host]
        with self.log.open("a") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "rlmprov_gateway", "--config", str(self.path),
                 "--data", str(self.path / "data"), "--host", "127.0.0.1", *ports,
                 "--address", f"http://127.0.0.1:{self.port}", "--localhost", ""],
                stdout=log,
                stderr=log,
            )  # fmt: skip
        deadline = time.monotonic() + 60
        while True:
            try:
                return self.admin("GET", "/health")
            except OSError:
                if time.monotonic() > deadline or self.process.poll() is not None:
                    raise AssertionError(self.log.read_text()) from None
                time.sleep(0.05)

    def kill(self):
        self.process.kill()
        self.process.wait()

    def hup(self):
        """Writes the configuration and waits until it is read."""
        self.write()
        before = self.log.read_text().count("the configuration")
        self.process.send_signal(signal.SIGHUP)
        deadline = time.monotonic() + 30
        while self.log.read_text().count("the configuration") == before:
            assert time.monotonic() < deadline
            time.sleep(0.02)

    def admin(self, method, path, body=None):
        data = json.dumps(body).encode() if body is not None else None
        url = f"http://127.0.0.1:{self.admin_port}{path}"
        try:
            request = urllib.request.Request(url, data, method=method)
            with urllib.request.urlopen(request, timeout=20) as answer:
                text = answer.read().decode()
                is_json = answer.headers.get_content_type() == "application/json"
                return json.loads(text) if is_json else text
        except urllib.error.HTTPError as e:
            return {"status": e.code, **json.loads(e.read())}

    def key(self, user, server=""):
        return self.admin("PUT", f"/users/{user}/servers/{server}")["key"]

    def usage(self):
        return self.admin("GET", "/usage")

    def spent(self, user=None):
        """Dollars of a user, or of all, exactly."""
        with sqlite3.connect(self.path / "data" / "spend.db") as database:
            where = ("WHERE user = ?", (user,)) if user else ("", ())
            row = database.execute(f"SELECT sum(pico) FROM calls {where[0]}", where[1])
            return (row.fetchone()[0] or 0) / 1e12

    def tokens(self):
        """Input and output tokens of all calls in the ledger."""
        with sqlite3.connect(self.path / "data" / "spend.db") as database:
            row = database.execute("SELECT sum(input), sum(output), count(*) FROM calls")
            return tuple(it or 0 for it in row.fetchone())

    def peak(self):
        """The most memory that the process has had, in bytes."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmHWM:\s+(\d+)", status)[1]) * 1024

    def client(self):
        # A gateway that was started again has none of the old connections.
        connector = aiohttp.TCPConnector(limit=0, force_close=True)
        return aiohttp.ClientSession(f"http://127.0.0.1:{self.port}", connector=connector)


def chat(model="model", prompt="hello", **fields):
    return {"model": model, "messages": [{"role": "user", "content": prompt}], **fields}


async def ask(session, key, body=None, path="/openai/chat/completions", **options):
    """Status and body of a call; the body as JSON where it is."""
    headers = {"Authorization": f"Bearer {key}"}
    async with session.post(path, json=body or chat(), headers=headers, **options) as answer:
        text = await answer.text()
        is_json = answer.content_type == "application/json"
        return answer.status, json.loads(text) if is_json and text else text
