"""The hub's docker-proxy on real sockets, in front of an engine that only remembers."""

import json
import socket
import tempfile
import threading
import unittest
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from socketserver import ThreadingMixIn, UnixStreamServer

import docker
from rlmprov_engine.rules import Hub
from rlmprov_engine.server import Engine, Server
from rlmprov_hub import engine
from rlmprov_hub.spawner import host_config

HUB = Hub("class", "/opt/rlmprov/class")
ID = "c0ffee"


def container(name, hub):
    return {
        "Id": ID,
        "Name": f"/{name}",
        "Config": {"Labels": {"io.rlmprov.hub": hub}, "Tty": False},
        "HostConfig": {"NetworkMode": "rlmprov-class"},
    }


class FakeEngine(ThreadingMixIn, UnixStreamServer):
    daemon_threads = True


CONTAINERS = {
    "jupyter-ann": container("jupyter-ann", "class"),
    ID: container("jupyter-ann", "class"),
    "jupyter-else": container("jupyter-else", "other"),
}


class Remembering(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.seen.append(f"{self.command} {self.path}")
        parts = self.path.split("?")[0].removeprefix("/v1.41").split("/")
        found = CONTAINERS.get(parts[2]) if len(parts) > 2 else {"ApiVersion": "1.41"}
        if parts == ["", "containers", "json"]:
            found = [{"Id": ID, "Names": ["/jupyter-ann"]}]
        status = 404 if found is None else 204 if self.command != "GET" else 200
        body = json.dumps(found or {"message": "No such container"}).encode()
        self.send_response_only(status)
        if status != 204:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if status != 204:
            self.wfile.write(body)

    do_GET = do_POST = do_DELETE = answer


class Door(unittest.TestCase):
    def setUp(self):
        folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.engine = self.enterContext(FakeEngine(str(folder / "engine"), Remembering))
        self.engine.seen = []
        self.door = folder / "door"
        # One that was killed has left its socket.
        with socket.socket(socket.AF_UNIX) as left:
            left.bind(str(self.door))
        self.groups = folder / "cgroup"
        self.settings = folder / "settings.json"
        server = self.enterContext(
            Server(self.door, Engine(folder / "engine", HUB, folder / "cgroup", self.settings))
        )
        for one in (self.engine, server):
            threading.Thread(target=one.serve_forever, daemon=True).start()
            self.addCleanup(one.shutdown)
        self.client = docker.APIClient(f"unix://{self.door}", version="1.41")
        self.addCleanup(self.client.close)

    def raw(self, text):
        with socket.socket(socket.AF_UNIX) as wire:
            wire.settimeout(10)
            wire.connect(str(self.door))
            wire.sendall(text.encode())
            return b"".join(iter(lambda: wire.recv(65536), b"")).decode()

    def test_a_users_server_is_stopped_by_its_id(self):
        self.client.stop("jupyter-ann", timeout=3)
        self.assertEqual(
            self.engine.seen,
            ["GET /containers/jupyter-ann/json", f"POST /v1.41/containers/{ID}/stop?t=3"],
        )

    def test_a_container_of_another_hub_is_not_touched(self):
        with self.assertRaisesRegex(docker.errors.APIError, "no user's server of this hub"):
            self.client.stop("jupyter-else")
        self.assertEqual(self.engine.seen, ["GET /containers/jupyter-else/json"])

    def test_what_is_gone_is_not_found(self):
        with self.assertRaises(docker.errors.NotFound):
            self.client.inspect_container("jupyter-gone")

    def test_a_refusal_says_why_and_the_engine_hears_nothing(self):
        with self.assertRaisesRegex(
            docker.errors.APIError, "403.*the hub has no need of this call"
        ):
            self.client.containers()
        self.assertEqual(self.engine.seen, [])

    def test_one_connection_serves_many_calls(self):
        for _ in range(3):
            self.client.inspect_container(ID)
        self.assertEqual(len(self.engine.seen), 3)

    def test_a_body_of_unknown_length_ends_the_connection(self):
        hidden = "GET /containers/json HTTP/1.1\r\n\r\n"
        for headers in (
            "Transfer-Encoding: chunked",
            f"Content-Length: {len(hidden)}\r\nContent-Length: 0",
            "Content-Length: -1",
            "Content-Length: 99999999",
        ):
            with self.subTest(headers):
                seen = self.raw(
                    f"POST /volumes/create HTTP/1.1\r\n{headers}\r\n\r\n0\r\n\r\n{hidden}"
                )
                self.assertRegex(seen, r"^HTTP/1.1 41[13] ")
                self.assertEqual(seen.count("HTTP/1.1"), 1)
        self.assertEqual(self.engine.seen, [])

    def test_an_upgrade_to_a_raw_connection_is_not_passed_on(self):
        seen = self.raw(
            "POST /v1.41/containers/jupyter-ann/start HTTP/1.1\r\nConnection: close\r\n"
            "Upgrade: tcp\r\n\r\n"
        )
        self.assertTrue(seen.startswith("HTTP/1.1 204 "), seen)

    def test_the_hub_gets_a_report(self):
        group = self.groups / "docker" / ID
        group.mkdir(parents=True)
        for name, text in {
            "memory.current": "10",
            "memory.max": "max",
            "memory.stat": "inactive_file 3",
            "memory.events": "oom_kill 1",
            "cpu.stat": "usage_usec 2",
        }.items():
            (group / name).write_text(text)
        found = engine.report("servers", f"unix://{self.door}")
        reading = {"memory": 7, "limit": 0, "cpu": 2000, "killed": 1}
        self.assertEqual(found, {"servers": {"jupyter-ann": reading}})

    def test_a_report_that_fails_says_why(self):
        with self.assertRaisesRegex(OSError, "No such container"):
            engine.report("volumes", f"unix://{self.door}")
        with self.assertRaisesRegex(OSError, "the hub has no need of this call"):
            engine.report("secrets", f"unix://{self.door}")

    def test_the_limits_of_servers_are_read_when_the_hub_has_read_them(self):
        def create():
            config = self.client.create_host_config(
                mem_limit=1 << 29,
                cpu_period=100_000,
                cpu_quota=100_000,
                network_mode="rlmprov-class",
                **host_config(1 << 29) | {"auto_remove": False},
            )
            labels = {"io.rlmprov.hub": "class"}
            image = "rlm-singleuser:1"
            self.client.create_container(
                image, name="jupyter-ann", labels=labels, host_config=config
            )

        refused = "which ann has not by settings.json"
        with self.assertRaisesRegex(docker.errors.APIError, refused):
            create()
        self.settings.write_text('{"server": {"memory": 536870912, "cpu": 1}}')
        with self.assertRaisesRegex(docker.errors.APIError, refused):
            create()
        engine.reread(f"unix://{self.door}")
        # It gets as far as the engine, which remembers it and makes none.
        with self.assertRaises(docker.errors.NotFound):
            create()
        self.assertEqual(self.engine.seen, ["POST /v1.41/containers/create?name=jupyter-ann"])

    def test_an_engine_that_is_away_is_told(self):
        self.engine.server_close()
        Path(self.engine.server_address).unlink()
        with self.assertRaisesRegex(docker.errors.APIError, "503.*the engine does not answer"):
            self.client.inspect_container(ID)


class Waiting(unittest.TestCase):
    def test_the_hub_starts_when_its_door_is_open(self):
        with tempfile.TemporaryDirectory() as folder:
            door = Path(folder, "door")
            waiting = threading.Thread(target=engine.wait, args=(10, f"unix://{door}"))
            waiting.start()
            settings = Path(folder, "settings.json")
            with Server(door, Engine(Path(folder, "engine"), HUB, Path(folder), settings)):
                waiting.join(5)
                self.assertFalse(waiting.is_alive())

    def test_a_door_that_stays_shut_ends_the_hub(self):
        with self.assertRaisesRegex(SystemExit, "/none does not answer"):
            engine.wait(0, "unix:///none")
