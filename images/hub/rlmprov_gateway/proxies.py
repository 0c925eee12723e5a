"""The HTTP proxies by which providers are reached, by the variables that other programs know.

They come from gateway.env, where `keys` of hub.yaml has them, and else from the environment, where
Docker's client puts the proxies of its configuration.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit
from urllib.request import proxy_bypass_environment

from rlmprov_gateway.errors import ConfigError

NAMES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")
PROXY = re.compile(r"https?://[^/\s]+/?")


@dataclass(frozen=True)
class Proxies:
    """Addresses of proxies by scheme of the provider's URL; `no` has the hosts without one."""

    by_scheme: dict[str, str] = field(default_factory=dict, repr=False)

    def of(self, url: str) -> str | None:
        """The proxy for an address; None: it is reached directly."""
        parts = urlsplit(url)
        found = self.by_scheme.get(parts.scheme) or self.by_scheme.get("all")
        if not found or proxy_bypass_environment(parts.netloc.rpartition("@")[2], self.by_scheme):
            return None
        return found


def read(
    keys: Mapping[str, str],
    environment: Mapping[str, str],
    host: str,
    reachable: Callable[[str], str],
) -> Proxies:
    """The proxies in gateway.env, each before that of the environment.

    `host` is the host's name in the container, which needs no proxy; `reachable` makes an address
    one that containers reach. Raises ConfigError for what is no address of a proxy.
    """
    found = {}
    for name in NAMES:
        scheme = name.removesuffix("_proxy")
        # As in curl and Python, the name in small letters is the first.
        value = next(
            (it[key] for it in (keys, environment) for key in (name, name.upper()) if it.get(key)),
            "",
        ).strip()
        if scheme == "no":
            found["no"] = ",".join(it for it in (value, host) if it)
        elif value:
            address = value if "://" in value else f"http://{value}"
            if not PROXY.fullmatch(address):
                # It may have a password.
                raise ConfigError("gateway.env", f"{name.upper()} is no address of an HTTP proxy")
            found[scheme] = reachable(address.rstrip("/"))
    return Proxies(found)
