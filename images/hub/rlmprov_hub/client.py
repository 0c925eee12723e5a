"""The address of the client in the hub's log, where reverse proxies are in front of the hub.

Each proxy on the way appends the address that it was asked from to X-Forwarded-For; the last one
is from the hub's own proxy. Only what trusted proxies appended is believed. Tornado, whose rule
holds without trusted proxies, believes X-Real-IP of anybody, and knows no networks.
"""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Network, ip_address, ip_network
from pathlib import Path
from typing import Any

from jupyterhub.log import log_request
from tornado.web import RequestHandler

from rlmprov_hub.settings import Settings

Network = IPv4Network | IPv6Network
LOOPBACK = IPv4Network("127.0.0.0/8")
# /proc/net/route: the default route, as destination and mask.
EVERYWHERE = "00000000"


def configure(c: Any, settings: Settings) -> None:
    """Has the log name clients; leaves Tornado's rule where no proxy is trusted."""
    if not settings.trustedProxies:
        return
    trusted = networks(settings.trustedProxies, Path("/proc/net/route").read_text())

    def log(handler: RequestHandler) -> None:
        if forwarded := handler.request.headers.get_list("X-Forwarded-For"):
            handler.request.remote_ip = client(",".join(forwarded), trusted)
        log_request(handler)

    c.JupyterHub.tornado_settings.update({"log_function": log})


def networks(written: Sequence[str], routes: str) -> list[Network]:
    """The networks; who trusts the host itself means the address by which Docker passes it on."""
    trusted: list[Network] = [ip_network(text) for text in written]
    if any(one.overlaps(LOOPBACK) for one in trusted if isinstance(one, IPv4Network)):
        trusted += [IPv4Network(gateway) for gateway in gateways(routes)]
    return trusted


def gateways(routes: str) -> list[IPv4Address]:
    """Where the default routes of /proc/net/route lead to: the host, seen from a container."""
    rows = [line.split() for line in routes.splitlines()[1:]]
    return [
        IPv4Address(bytes.fromhex(row[2])[::-1])
        for row in rows
        if row[1] == row[7] == EVERYWHERE and row[2] != EVERYWHERE
    ]


def client(forwarded: str, trusted: Sequence[Network]) -> str:
    """The last address of X-Forwarded-For that no trusted proxy has."""
    nearest = ""
    for text in reversed(forwarded.split(",")):
        try:
            address = ip_address(text.strip())
        except ValueError:
            # What stands before the text of an untrusted or broken proxy is worth no more.
            break
        nearest = str(address)
        if not any(address in network for network in trusted):
            break
    return nearest or "unknown"
