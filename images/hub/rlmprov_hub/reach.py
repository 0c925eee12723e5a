"""What a user's server reaches: its hub, names, and the model provider over HTTPS.

rlmprov sends this file into a user's server and runs it with the Python there, so it imports the
standard library only. Prints one JSON object for each station, in the order of the path.

    python3 reach.py          the stations, by the environment of the server
    python3 reach.py --again  reads such objects from stdin and tries those that failed from here:
                              where one succeeds, the fault is between the server and the network
                              of the host, and the object is printed with "where": "host"
"""

from __future__ import annotations

import json
import os
import socket
import ssl
import sys
import time
from typing import Any
from urllib.error import HTTPError
from urllib.parse import SplitResult, urlsplit
from urllib.request import ProxyHandler, build_opener, getproxies, proxy_bypass

PATIENCE = 10.0
ENOUGH = 64 * 1024
# An answer of one packet proves nothing about packets that are too large.
ONE_PACKET = 1500

# The variable of a key, that of the address, and the address without it.
PROVIDERS = (
    ("OPENAI_API_KEY", "OPENAI_BASE_URL", "https://api.openai.com/v1"),
    ("ANTHROPIC_API_KEY", "ANTHROPIC_BASE_URL", "https://api.anthropic.com"),
    ("PORTKEY_API_KEY", "PORTKEY_BASE_URL", "https://api.portkey.ai/v1"),
    ("OPENROUTER_API_KEY", "OPENROUTER_BASE_URL", "https://openrouter.ai/api/v1"),
    (
        "GEMINI_API_KEY",
        "GOOGLE_GEMINI_BASE_URL",
        "https://generativelanguage.googleapis.com/v1beta",
    ),
    ("VLLM_BASE_URL", "VLLM_BASE_URL", ""),
)

LARGE = (
    "Packets of full size are lost on the way: compare the MTU of the host's interfaces (ip link) "
    "with that of the path, which is often 1400 to 1460 in a cloud or behind a VPN."
)
OUT = "Open the way out of the host in its firewall and in that of its network."


class Lost(Exception):
    """Where the path to a provider ends: station, words and remedy."""

    def __init__(self, station: str, said: str, remedy: str) -> None:
        super().__init__(said)
        self.station, self.said, self.remedy = station, said, remedy


def station(name: str, outcome: str, said: str, remedy: str = "", **more: Any) -> dict[str, Any]:
    """A station as rlmprov reads it. `outcome` is ok, failed or skipped."""
    found = {"station": name, "outcome": outcome, "said": said}
    if remedy:
        found["remedy"] = remedy
    return found | more


def hub() -> dict[str, Any]:
    """The hub's API, to which a server reports that its user is at work."""
    url = os.environ.get("JUPYTERHUB_API_URL", "http://hub:8081/hub/api")
    remedy = "Run rlmprov apply: it repairs the network and the rules between servers and hub."
    # The server asks its hub directly, whatever proxy its user's programs are told.
    opener = build_opener(ProxyHandler({}))
    try:
        with opener.open(url + "/", timeout=PATIENCE) as answer:
            json.load(answer)
    except (OSError, ValueError) as e:
        return station(
            "hub API", "failed", f"{url} does not answer: {words(e)}", remedy, where="host"
        )
    return station("hub API", "ok", f"{url} answers")


def providers() -> list[str]:
    """The addresses of the providers whose keys the server has."""
    found = []
    for key, variable, default in PROVIDERS:
        if os.environ.get(key):
            address = os.environ.get(variable) or default
            if address not in found:
                found.append(address)
    return found


def provider(address: str) -> list[dict[str, Any]]:
    """The stations DNS, HTTPS and provider on the way to an address, up to the first that fails."""
    try:
        url = urlsplit(address)
        if url.scheme not in ("http", "https") or not url.hostname or url.port == 0:
            raise ValueError("it is no http:// or https:// address")
    except ValueError as e:
        said = f"{address}: {e}"
        return [station("provider", "failed", said, "Correct the address in keys.", where="reach")]
    through = proxy_of(url)
    try:
        if through:
            return [by_proxy(address, through)]
        began = time.monotonic()
        ip = resolved(url.hostname)
        took = f"{(time.monotonic() - began) * 1000:.0f} ms"
        found = [station("DNS", "ok", f"{url.hostname} is {ip} ({took})")]
        found += asked(address, url)
        return found
    except Lost as e:
        return [station(e.station, "failed", e.said, e.remedy, where="reach", address=address)]


def proxy_of(url: SplitResult) -> str:
    """The HTTP proxy that programs in the server use for this address."""
    host = url.hostname or ""
    return "" if proxy_bypass(host) else getproxies().get(url.scheme, "")


def by_proxy(address: str, through: str) -> dict[str, Any]:
    """Asks through an HTTP proxy, which resolves the name itself."""
    name = urlsplit(through).hostname or through
    try:
        with build_opener().open(address, timeout=PATIENCE) as answer:
            status = answer.status
    except HTTPError as e:
        status = e.code
    except OSError as e:
        raise Lost(
            "provider",
            f"{address} does not answer through the proxy {name}: {words(e)}",
            "Check HTTP_PROXY, HTTPS_PROXY and NO_PROXY in keys.",
        ) from None
    return station("provider", "ok", f"{address} answers {status} through the proxy {name}")


def resolved(host: str) -> str:
    """One address of a name, by the resolver that programs there use."""
    try:
        return socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)[0][4][0]
    except OSError as e:
        raise Lost(
            "DNS",
            f"the name {host} is not resolved: {words(e)}",
            'Check the name servers in /etc/resolv.conf of the host, and "dns" in its '
            "/etc/docker/daemon.json.",
        ) from None


def asked(address: str, url: SplitResult) -> list[dict[str, Any]]:
    """Connects and asks; no key is sent, so any status is an answer."""
    host = url.hostname or ""
    port = url.port or (443 if url.scheme == "https" else 80)
    try:
        connection = socket.create_connection((host, port), timeout=PATIENCE)
    except OSError as e:
        name = "HTTPS" if url.scheme == "https" else "provider"
        raise Lost(name, f"{host} port {port} is not reached: {words(e)}", OUT) from None
    with connection:
        call = f"GET {url.path or '/'} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
        stream = Stream(connection, host if url.scheme == "https" else "")
        status = stream.ask(call.encode())
    answer = station("provider", "ok", f"{address} answers {status}")
    if url.scheme == "http":
        return [answer]
    size = f"an answer of {stream.received} bytes from {host}"
    if stream.received > ONE_PACKET:
        return [station("HTTPS", "ok", size), answer]
    return [station("HTTPS", "skipped", size + ", which is less than one packet"), answer]


class Stream:
    """A connection, with TLS if it is for a host name, that counts what arrives."""

    def __init__(self, connection: socket.socket, host: str) -> None:
        self.connection = connection
        self.host = host
        self.received = 0
        self.incoming, self.outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.deadline = time.monotonic() + PATIENCE

    def ask(self, call: bytes) -> str:
        """Sends a call and reads its answer. Returns the HTTP status."""
        name = "HTTPS" if self.host else "provider"
        try:
            head = self._secured(call) if self.host else self._plain(call)
        except ssl.SSLCertVerificationError as e:
            said = f"the certificate of {self.host} is not trusted: {e.verify_message}"
            raise Lost(name, said, "Name the CA's PEM file in trust.certificates.") from None
        except TimeoutError:
            said = f"connected, but {self.received} bytes came within {PATIENCE:.0f} s"
            raise Lost(name, said, LARGE) from None
        except OSError as e:
            raise Lost(name, f"the connection broke off: {words(e)}", OUT) from None
        status = head.split(b"\r\n", 1)[0].split(b" ")
        if not head.startswith(b"HTTP/") or len(status) < 2:
            raise Lost("provider", "what answers is no HTTP server", "Correct the address in keys.")
        return status[1].decode("ascii", "replace")

    def _plain(self, call: bytes) -> bytes:
        self.connection.sendall(call)
        head = b""
        while b"\r\n" not in head and (more := self._receive()):
            head += more
        return head

    def _secured(self, call: bytes) -> bytes:
        context = ssl.create_default_context()
        tls = context.wrap_bio(self.incoming, self.outgoing, server_hostname=self.host)
        self._drive(tls.do_handshake)
        self._drive(lambda: tls.write(call))
        answer = b""
        while len(answer) < ENOUGH:
            try:
                more = self._drive(lambda: tls.read(ENOUGH))
            except ssl.SSLEOFError:
                break
            except ssl.SSLZeroReturnError:
                break
            if not more:
                break
            answer += more
        return answer

    def _drive(self, step: Any) -> Any:
        """Does a step of TLS, and moves bytes between it and the connection until it is done."""
        while True:
            try:
                done = step()
            except ssl.SSLWantReadError:
                self._flush()
                data = self._receive()
                if data:
                    self.incoming.write(data)
                else:
                    self.incoming.write_eof()
                continue
            self._flush()
            return done

    def _flush(self) -> None:
        if self.outgoing.pending:
            self.connection.sendall(self.outgoing.read())

    def _receive(self) -> bytes:
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self.connection.settimeout(left)
        data = self.connection.recv(ENOUGH)
        self.received += len(data)
        return data


def words(e: BaseException) -> str:
    """What went wrong, without the wrapping of urllib."""
    if isinstance(e, HTTPError):
        return f"status {e.code}"
    reason = getattr(e, "reason", None) or getattr(e, "strerror", None) or e
    return str(reason) if str(reason) else type(e).__name__


def walk() -> list[dict[str, Any]]:
    """All stations, as seen from here."""
    found = [hub()]
    addresses = providers()
    for address in addresses:
        found += provider(address)
    if not addresses:
        why = "no key of a model provider is set"
        found += [station(name, "skipped", why) for name in ("DNS", "HTTPS", "provider")]
    return found


def again(lines: list[str]) -> list[dict[str, Any]]:
    """The same stations; one that fails there and not here is a fault of the host."""
    found = []
    for line in lines:
        one = json.loads(line)
        address = one.get("address", "")
        if one["outcome"] == "failed" and address:
            here = provider(address)
            if all(other["outcome"] != "failed" for other in here):
                one["where"] = "host"
                one["said"] += "; from the host itself all is well"
                if one.get("remedy") != LARGE:
                    one["remedy"] = (
                        "Run rlmprov plan. If it shows no change, restart Docker on the host "
                        "(systemctl restart docker): another program may have removed its rules."
                    )
        found.append(one)
    return found


if __name__ == "__main__":
    tried = again(sys.stdin.read().splitlines()) if sys.argv[1:] == ["--again"] else walk()
    for each in tried:
        print(json.dumps(each), flush=True)
