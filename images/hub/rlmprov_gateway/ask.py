"""Asks the admin API from the command line, in the gateway's container.

python -m rlmprov_gateway.ask GET /usage prints the answer. PUT takes its body from stdin. Exit: 0,
75 the gateway does not answer (yet), 1 it refused, and stderr says why.
"""

from __future__ import annotations

import http.client
import json
import os
import sys

HOST, PORT = "gateway-api", 4001
# Of a provider that hangs, POST /check learns after some seconds.
TIMEOUT = 60.0


def main(method: str, path: str, host: str = HOST, port: int = PORT) -> int:
    """Sends one request and prints the answer. Returns the exit status."""
    body = sys.stdin.read() if method == "PUT" else None
    status, text = send(method, path, host, port, body)
    sys.stdout.write(text)
    return status


def send(
    method: str, path: str, host: str = HOST, port: int = PORT, body: str | None = None
) -> tuple[int, str]:
    """Sends one request. Returns the exit status and the answer; stderr has why there is none."""
    connection = http.client.HTTPConnection(host, port, timeout=TIMEOUT)
    try:
        connection.request(method, path, body)
        answer = connection.getresponse()
        text = answer.read().decode()
    except (OSError, http.client.HTTPException) as e:
        print(f"The gateway does not answer ({type(e).__name__}).", file=sys.stderr)
        return os.EX_TEMPFAIL, ""
    finally:
        connection.close()
    if answer.status == 200:
        return 0, text
    print(f"The gateway refuses: {_reason(text)}.", file=sys.stderr)
    return 1, ""


def _reason(text: str) -> str:
    try:
        return str(json.loads(text)["error"])
    except (ValueError, KeyError, TypeError):
        return "no reason given"


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
