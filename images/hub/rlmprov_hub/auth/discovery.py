"""Where an OpenID provider's endpoints are: it says so itself (OpenID Connect Discovery 1.0)."""

from __future__ import annotations

import json
import logging
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rlmprov_hub.settings import SettingsError

PATH = "/.well-known/openid-configuration"
ATTEMPTS = 3
log = logging.getLogger("rlmprov")


class NoProvider(SystemExit):
    """The provider cannot be used. As a SystemExit it shows no traceback; Docker tries again."""

    def __init__(self, issuer: str, problem: str, remedy: str) -> None:
        super().__init__(f"rlmprov: auth.issuer {issuer}: {problem}; {remedy}.")


@dataclass(frozen=True)
class Endpoints:
    """Where a browser and the hub go, and how the hub shows its secret."""

    authorize: str
    token: str
    userinfo: str
    basic_auth: bool


def endpoints(issuer: str, kept: Path) -> Endpoints:
    """Asks the provider; one that is away is believed what it said last time, kept in the file."""
    if not issuer:
        raise SettingsError("settings.json", "auth.issuer is missing")
    try:
        document = _fetch(issuer)
    except (OSError, ValueError) as e:
        document = _kept(issuer, kept)
        if document is None:
            raise NoProvider(
                issuer,
                f"{PATH} cannot be read: {e}",
                "check the address, and whether the hub's host reaches it",
            ) from None
        log.warning("auth.issuer %s: %s; going on with what it said before", issuer, e)
    found = parse(issuer, document)
    kept.write_text(json.dumps(document))
    return found


def parse(issuer: str, document: Any) -> Endpoints:
    """The endpoints in the provider's document. Raises NoProvider."""
    if not isinstance(document, dict) or "issuer" not in document:
        raise NoProvider(issuer, f"{PATH} is no OpenID configuration", "check the address")
    # Section 4.3: else one provider could speak for another.
    if document["issuer"] != issuer:
        raise NoProvider(
            issuer, f"the provider calls itself {document['issuer']}", "write that if it is right"
        )
    try:
        found = {
            name: document[f"{name}_endpoint"] for name in ("authorization", "token", "userinfo")
        }
    except KeyError as e:
        raise NoProvider(issuer, f"it has no {e.args[0]}", "use another provider") from None
    scheme = issuer.partition(":")[0] + "://"
    for name, url in found.items():
        if not isinstance(url, str) or not url.startswith(scheme):
            raise NoProvider(issuer, f"its {name}_endpoint is not {scheme}", "tell who runs it")
    # Section 3: without the list it is Basic that the provider takes.
    methods = document.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
    return Endpoints(
        found["authorization"],
        found["token"],
        found["userinfo"],
        basic_auth="client_secret_post" not in methods,
    )


def _fetch(issuer: str) -> Any:
    for attempt in range(1, ATTEMPTS + 1):
        try:
            with urllib.request.urlopen(issuer.rstrip("/") + PATH, timeout=10) as answer:
                return json.load(answer)
        except (OSError, ValueError):
            if attempt == ATTEMPTS:
                raise
            time.sleep(attempt)
    raise AssertionError("unreachable")


def _kept(issuer: str, kept: Path) -> Any:
    try:
        document = json.loads(kept.read_text())
    except (OSError, ValueError):
        return None
    return document if document.get("issuer") == issuer else None
