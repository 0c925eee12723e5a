"""Tells the operator what the providers say of the class's keys, in the words that rlmprov reads.

python -m rlmprov_gateway.tell stations  for check-server.sh: a station of a user's path for each
                                         provider, as a JSON object
python -m rlmprov_gateway.tell reread    as POST /reload; the last line says that it is done, and
                                         warns of providers that do not take the key
python -m rlmprov_gateway.tell total     for rlmprov status: what the class has spent in the period
                                         of its budget, as a JSON object

Exit: as rlmprov_gateway.ask.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from rlmprov_gateway.ask import HOST, PORT, send

REMEDY = "Correct the key or the base URL in keys and apply: running servers follow at once."
DONE = "==> done: Applied the new settings of gateway, without a restart"


def stations(host: str = HOST, port: int = PORT) -> int:
    """Prints what came of each provider."""
    status, text = send("POST", "/check", host, port)
    if status == 0:
        for provider, found in json.loads(text).items():
            print(json.dumps(station(provider, found)))
    return status


def station(provider: str, found: dict[str, Any]) -> dict[str, str]:
    """A station as rlmprov reads it. The key is no fault of the host, so it is only reported."""
    if found["ok"]:
        return {
            "station": "API key",
            "outcome": "ok",
            "said": f"{provider} answers the gateway {found['status']}"
            + (f": {found['note']}" if "note" in found else ""),
        }
    said = f"{provider}: {found['problem']}"
    return {
        "station": "API key",
        "outcome": "failed",
        "said": said,
        "remedy": found.get("remedy", REMEDY),
        "where": "reach",
    }


def reread(host: str = HOST, port: int = PORT) -> int:
    """Has the files read again, and tries the keys in them."""
    status, _ = send("POST", "/reload", host, port)
    if status:
        return status
    status, text = send("POST", "/check", host, port)
    # The settings hold, whatever the providers say.
    checked = json.loads(text) if status == 0 else {}
    failed = {name: it for name, it in checked.items() if not it["ok"]}
    problems = [f"{name}: {it['problem']}." for name, it in failed.items()]
    remedies = dict.fromkeys(it.get("remedy", REMEDY) for it in failed.values())
    warning = f". Warning: {' '.join([*problems, *remedies])}" if problems else ""
    print(DONE + warning)
    return 0


def total(host: str = HOST, port: int = PORT) -> int:
    """Prints what all users together have spent, and may spend."""
    status, text = send("GET", "/usage", host, port)
    if status == 0:
        report = json.loads(text)
        more = {name: report[name] for name in ("every", "since", "stopped")}
        print(json.dumps(report["total"] | more))
    return status


if __name__ == "__main__":
    sys.exit({"stations": stations, "reread": reread, "total": total}[sys.argv[1]]())
