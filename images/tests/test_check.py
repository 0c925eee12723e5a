"""rlmprov-check in front of a hub that plays a part: whatever happens, the operator reads why."""

import io
import json
import shutil
import tempfile
import threading
import time
import unittest
from contextlib import redirect_stdout
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from unittest.mock import Mock, patch

from docker.errors import DockerException, NotFound

loader = SourceFileLoader("rlmprov_check", shutil.which("rlmprov-check"))
check = module_from_spec(spec_from_loader(loader.name, loader))
loader.exec_module(check)

USER = f"/hub/api/users/{check.USER}"
SERVER = f"{USER}/server"
PROGRESS = f"{SERVER}/progress"
EVENT_STREAM = "HTTP/1.1 200 OK\r\n\r\n"


def answer(status, body=b""):
    return f"HTTP/1.1 {status} X\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


def message(status, text):
    return answer(status, json.dumps({"status": status, "message": text}).encode())


def stream(*events, cut=""):
    lines = "".join(f"data: {json.dumps(event)}\n\n" for event in events)
    return (EVENT_STREAM + lines + cut).encode()


class Part(BaseHTTPRequestHandler):
    def play(self):
        played = self.server.part[f"{self.command} {self.path}"]
        self.wfile.write(played.pop(0) if played[1:] else played[0])
        self.wfile.flush()
        if (self.command, self.path) in self.server.stalling:
            time.sleep(1)

    do_GET = do_POST = do_DELETE = play

    def log_message(self, *_):
        pass


class Check(unittest.TestCase):
    def setUp(self):
        self.hub = ThreadingHTTPServer(("127.0.0.1", 0), Part)
        self.hub.daemon_threads = True
        threading.Thread(target=self.hub.serve_forever, args=[0.01], daemon=True).start()
        self.addCleanup(self.hub.server_close)
        self.addCleanup(self.hub.shutdown)
        folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        check.TOKEN_FILE = folder / "token"
        check.TOKEN_FILE.write_text("secret\n")
        check.LOCK = folder / "lock"
        check.HUB = check.PROXY = f"http://127.0.0.1:{self.hub.server_port}"
        check.patience = lambda: 0.5
        check.docker = Mock()
        check.docker.from_env.return_value.version.return_value = {"Version": "26.1.5"}
        check.load = lambda: (Mock(baseUrl="/"), {})
        api = check.docker.from_env.return_value.api
        api.remove_container.side_effect = api.remove_volume.side_effect = NotFound("none")

    def run_check(
        self, start=None, progress=b"", remove=None, proxy=None, through=None, stalling=()
    ):
        """Returns the exit status, the stations and what else was printed."""
        self.hub.part = {
            "GET /hub/api/": [through or answer(200, b'{"version": "5.5.1"}')],
            f"DELETE {USER}": remove or [answer(204)],
            f"DELETE {SERVER}": [answer(202)],
            "POST /hub/api/proxy": [proxy or answer(200)],
            f"POST {USER}": [answer(201)],
            f"POST {SERVER}": [start or answer(202)],
            f"GET {PROGRESS}": [progress],
        }
        self.hub.stalling = stalling
        printed = io.StringIO()
        with redirect_stdout(printed):
            status = check.main()
        lines = printed.getvalue().splitlines()
        stations = {}
        for line in lines:
            if line.startswith("{"):
                one = json.loads(line)
                stations[one["station"]] = one
        return status, stations, [line for line in lines if not line.startswith("{")]

    def assert_fails(self, why, station="server", **part):
        status, stations, _ = self.run_check(**part)
        self.assertEqual(status, 1)
        failed = [one for one in stations.values() if one["outcome"] == "failed"]
        self.assertEqual([one["station"] for one in failed], [station])
        self.assertRegex(failed[0]["said"], why)
        self.assertEqual(failed[0]["where"], "host")
        self.assertIn("rlmprov apply", failed[0]["remedy"])

    def test_a_server_starts(self):
        for part, told in (
            ({"start": answer(201)}, []),
            (
                {"progress": stream({"message": "pulling"}, {"message": "up", "ready": True})},
                ["pulling"],
            ),
        ):
            status, stations, lines = self.run_check(**part)
            self.assertEqual((status, lines), (0, told))
            self.assertEqual([*stations], ["proxy", "engine", "server", "removal"])
            self.assertEqual({one["outcome"] for one in stations.values()}, {"ok"})
            self.assertRegex(stations["server"]["said"], r"^started in \d\.\ds$")
            self.assertIn("JupyterHub 5.5.1", stations["proxy"]["said"])

    def test_a_server_is_held_until_stdin_ends_and_then_removed(self):
        held = Mock()
        with (
            patch.object(check.sys, "argv", ["x", "--hold"]),
            patch.object(check.sys, "stdin", held),
        ):
            status, stations, lines = self.run_check(start=answer(201))
        held.read.assert_called_once_with()
        self.assertEqual((status, lines), (0, ["hold"]))
        self.assertEqual(stations["removal"]["outcome"], "ok")

    def test_a_server_is_removed_when_whoever_held_it_was_killed(self):
        killed = Mock(**{"read.side_effect": KeyboardInterrupt})
        with (
            patch.object(check.sys, "argv", ["x", "--hold"]),
            patch.object(check.sys, "stdin", killed),
        ):
            cleaned = Mock()
            with patch.object(check, "clean_up", cleaned), self.assertRaises(KeyboardInterrupt):
                self.run_check(start=answer(201))
        self.assertEqual(cleaned.call_count, 2)

    def test_a_full_hub_is_no_fault(self):
        status, stations, _ = self.run_check(start=message(429, "Active user limit exceeded."))
        self.assertEqual(status, 0)
        self.assertEqual(
            (stations["server"]["outcome"], stations["server"]["said"]),
            ("skipped", "all places are taken"),
        )

    def test_a_hub_that_the_proxy_does_not_reach(self):
        self.assert_fails(
            "through the proxy: .*503", station="proxy", through=answer(503), start=answer(201)
        )
        self.assert_fails(
            "through the proxy", station="proxy", through=answer(200, b"<html>"), start=answer(201)
        )

    def test_an_engine_that_does_not_answer(self):
        check.docker.from_env.side_effect = DockerException("Connection refused")
        self.assert_fails("docker-proxy: Connection refused", station="engine", start=answer(201))

    def test_a_proxy_that_cannot_be_told_its_routes(self):
        self.assert_fails("^the proxy was not told its routes: 500$", proxy=answer(500))

    def test_the_hub_says_why_no_server_starts(self):
        failed = {"message": "Spawn failed: no such image", "failed": True}
        self.assert_fails("^Spawn failed: no", progress=stream({"message": "hello"}, failed))
        self.assert_fails("^no such image$", start=message(500, "no such image"))

    def test_a_start_that_failed_before_its_progress_was_asked_for(self):
        self.assert_fails("^x is not starting$", progress=message(400, "x is not starting"))
        self.assert_fails("^the hub answered 404$", progress=answer(404))

    def test_a_report_that_stops_or_is_cut_off(self):
        ended = "^the hub ended its report before the server was ready$"
        self.assert_fails(ended, progress=stream())
        self.assert_fails(ended, progress=stream(cut='data: {"mess'))
        self.assert_fails(
            "^the hub does not answer: .*timed out",
            progress=stream(),
            stalling=[("GET", PROGRESS)],
        )
        half_a_chunk = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n40\r\ndata: {"
        self.assert_fails("^the hub (ended|does not answer)", progress=half_a_chunk)
        half_an_answer = b"HTTP/1.1 202 X\r\nContent-Length: 99\r\n\r\n{"
        self.assert_fails("^the hub does not answer: Incomplete", start=half_an_answer)

    def test_a_hub_that_is_away(self):
        self.hub.shutdown()
        self.hub.server_close()
        status, stations, _ = self.run_check()
        self.assertEqual(status, 1)
        self.assertRegex(stations["proxy"]["said"], "refused")
        self.assertRegex(stations["server"]["said"], "^the hub does not answer: .*refused")

    def test_a_user_of_an_earlier_check_is_waited_for(self):
        busy = message(400, "is pending spawn")
        self.assertEqual(self.run_check(answer(201), remove=[busy, busy, answer(204)])[0], 0)
        self.assert_fails("cannot be removed: is pending spawn", remove=[busy])
