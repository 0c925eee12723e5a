"""rlmprov_hub.reach in front of hubs and providers that play a part."""

import io
import json
import os
import socket
import ssl
import subprocess
import tempfile
import threading
import unittest
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from rlmprov_hub import reach

ANSWER = b"HTTP/1.1 401 Unauthorized\r\nContent-Length: 2\r\n\r\n{}"


@contextmanager
def server(answer, context=None):
    """Answers every connection with these bytes; with None, takes them and is silent."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve():
            while True:
                try:
                    connection, _ = listener.accept()
                    with connection:
                        if context and answer is not None:
                            connection = context.wrap_socket(connection, server_side=True)
                        connection.recv(65536)
                        if answer is not None:
                            connection.sendall(answer)
                            connection.close()
                        else:
                            connection.settimeout(3)
                            connection.recv(65536)
                except OSError:
                    if listener.fileno() < 0:
                        return

        threading.Thread(target=serve, daemon=True).start()
        yield listener.getsockname()[1]
        listener.shutdown(socket.SHUT_RDWR)


class Reach(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        cls.pem = folder / "pem"
        new = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost"
        new += " -addext subjectAltName=DNS:localhost"
        subprocess.run(
            [*new.split(), "-keyout", folder / "key", "-out", cls.pem],
            check=True,
            capture_output=True,
        )
        cls.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        cls.tls.load_cert_chain(cls.pem, folder / "key")

    def walk(self, **environment):
        """The stations after the hub's API, by name, in an environment of its own."""
        with patch.dict(os.environ, environment, clear=True):
            found = reach.walk()
        self.assertEqual(found[0]["station"], "hub API")
        return {one["station"]: one for one in found[1:]}

    def trusting(self):
        return patch.dict(os.environ, {"SSL_CERT_FILE": str(self.pem)})

    def ask(self, address):
        return {one["station"]: one for one in reach.provider(address)}

    def test_a_server_without_a_key_has_no_provider_to_ask(self):
        found = self.walk()
        self.assertEqual({one["outcome"] for one in found.values()}, {"skipped"})
        self.assertEqual([*found], ["DNS", "HTTPS", "provider"])

    def test_the_hub_is_asked_at_the_address_that_servers_have(self):
        with server(b'HTTP/1.1 200 OK\r\nContent-Length: 17\r\n\r\n{"version":"5.5"}') as port:
            address = f"http://127.0.0.1:{port}/hub/api"
            with patch.dict(os.environ, {"JUPYTERHUB_API_URL": address}):
                self.assertEqual(reach.hub()["outcome"], "ok")
        with patch.dict(os.environ, {"JUPYTERHUB_API_URL": address}):
            gone = reach.hub()
        self.assertEqual((gone["outcome"], gone["where"]), ("failed", "host"))
        self.assertIn("refused", gone["said"])

    def test_every_provider_whose_key_is_set_is_asked_once_and_at_its_own_address(self):
        with patch.dict(
            os.environ,
            {
                "OPENAI_API_KEY": "x",
                "ANTHROPIC_API_KEY": "x",
                "ANTHROPIC_BASE_URL": "http://gateway:1/",
                "VLLM_BASE_URL": "http://gpu/v1",
                "GEMINI_API_KEY": "",
                "OPENROUTER_BASE_URL": "http://of-no-use",
            },
            clear=True,
        ):
            self.assertEqual(
                reach.providers(),
                ["https://api.openai.com/v1", "http://gateway:1/", "http://gpu/v1"],
            )

    def test_any_status_is_an_answer_and_the_key_stays_here(self):
        with server(ANSWER) as port:
            found = self.walk(VLLM_BASE_URL=f"http://127.0.0.1:{port}/v1", VLLM_API_KEY="sk-secret")
        self.assertEqual({one["outcome"] for one in found.values()}, {"ok"})
        self.assertIn("answers 401", found["provider"]["said"])
        self.assertNotIn("sk-secret", json.dumps(found))

    def test_an_answer_over_tls_is_larger_than_one_packet(self):
        with server(ANSWER + b"x" * 3000, self.tls) as port, self.trusting():
            found = self.ask(f"https://localhost:{port}/v1")
        self.assertEqual([*found], ["DNS", "HTTPS", "provider"])
        self.assertEqual({one["outcome"] for one in found.values()}, {"ok"})
        self.assertRegex(found["HTTPS"]["said"], r"an answer of \d{4} bytes")

    def test_a_large_answer_that_does_not_come_is_a_matter_of_mtu(self):
        with patch.object(reach, "PATIENCE", 0.5), server(None) as port:
            found = self.ask(f"https://localhost:{port}/")
        self.assertEqual(found["HTTPS"]["outcome"], "failed")
        self.assertIn("connected, but 0 bytes came", found["HTTPS"]["said"])
        self.assertEqual(found["HTTPS"]["remedy"], reach.LARGE)

    def test_a_certificate_of_a_gateway_that_nobody_trusts(self):
        with server(ANSWER, self.tls) as port:
            found = self.ask(f"https://localhost:{port}/")
        self.assertIn("is not trusted", found["HTTPS"]["said"])
        self.assertIn("trust.certificates", found["HTTPS"]["remedy"])

    def test_a_port_where_nobody_is(self):
        with server(ANSWER) as port:
            pass
        for scheme, station in (("http", "provider"), ("https", "HTTPS")):
            found = self.ask(f"{scheme}://127.0.0.1:{port}/")
            self.assertEqual(found[station]["outcome"], "failed")
            self.assertRegex(found[station]["said"], "not reached: .*refused")

    def test_a_name_that_is_not_resolved_ends_the_path(self):
        with patch.object(
            reach.socket, "getaddrinfo", side_effect=socket.gaierror(-3, "try again")
        ):
            found = self.ask("https://api.example.org/v1")
        self.assertEqual([*found], ["DNS"])
        self.assertIn("api.example.org is not resolved: try again", found["DNS"]["said"])

    def test_what_is_no_web_server_or_no_address(self):
        with server(b"SSH-2.0-x\r\n") as port:
            self.assertIn("no HTTP", self.ask(f"http://127.0.0.1:{port}")["provider"]["said"])
        for address in ("ftp://x", "x", "http://", "http://x:99999"):
            self.assertEqual(self.ask(address)["provider"]["outcome"], "failed")

    def test_a_server_that_uses_a_proxy_asks_through_it(self):
        with server(ANSWER) as port:
            found = self.walk(
                OPENAI_API_KEY="x",
                OPENAI_BASE_URL="http://api.example.org/v1",
                http_proxy=f"http://127.0.0.1:{port}",
            )
        self.assertEqual([*found], ["provider"])
        self.assertIn("answers 401 through the proxy 127.0.0.1", found["provider"]["said"])
        gone = self.walk(
            OPENAI_API_KEY="x",
            OPENAI_BASE_URL="http://api.example.org/v1",
            http_proxy=f"http://127.0.0.1:{port}",
        )["provider"]
        self.assertEqual(gone["outcome"], "failed")
        self.assertIn("NO_PROXY", gone["remedy"])

    def again(self, one):
        with patch.object(reach.sys, "stdin", io.StringIO(json.dumps(one))):
            return reach.again(reach.sys.stdin.read().splitlines())[0]

    def test_what_the_host_itself_reaches_is_a_fault_of_the_host(self):
        with server(ANSWER) as port:
            address = f"http://127.0.0.1:{port}/"
            failed = reach.station("DNS", "failed", "x", "y", where="reach", address=address)
            self.assertEqual(self.again(failed)["where"], "host")
        self.assertEqual(self.again(failed)["where"], "reach")
        fine = reach.station("DNS", "ok", "x")
        self.assertEqual(self.again(fine), fine)
