"""Reads gateway.json and gateway.env, which rlmprov writes. Unknown names are let through."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from zoneinfo import ZoneInfo

from rlmprov_gateway import proxies
from rlmprov_gateway.errors import ConfigError
from rlmprov_gateway.money import Amount, amount
from rlmprov_gateway.period import EVERY
from rlmprov_gateway.prices import Price, price
from rlmprov_gateway.providers import KINDS, Provider
from rlmprov_gateway.proxies import Proxies

MODEL = re.compile(r"(?!.*\.\.)[A-Za-z0-9@][A-Za-z0-9._:/@-]{0,199}")
NAME = re.compile(r"[a-z][a-z0-9-]{0,31}")
# The gateway's container reaches the host by this name; see the service in compose.yaml.
HOST = "host.docker.internal"


@dataclass(frozen=True)
class Limits:
    """Sizes in bytes, times in seconds; atOnce 0 means: found out."""

    atOnce: int = 0
    outputTokens: int = 16000
    requestBytes: int = 8 << 20
    # Each byte is there about five times at worst: read, parsed, rewritten, sent.
    bytesInFlight: int = 16 << 20
    patience: float = 240
    # Without a byte from the provider.
    silence: float = 600
    keepDays: int = 35


@dataclass(frozen=True)
class Config:
    """gateway.json together with the keys. `models` empty: every model that has a price."""

    providers: dict[str, Provider] = field(default_factory=dict)
    models: tuple[str, ...] = ()
    # The tutorial's, allowed where `models` is empty though it has no price.
    model: str = ""
    prices: dict[str, Price] = field(default_factory=dict)
    unpriced: bool = False
    # Models that write, or whose server takes, fewer tokens than limits.outputTokens.
    max_output: dict[str, int] = field(default_factory=dict)
    user_budget: Amount | None = None
    class_budget: Amount | None = None
    every: str = "course"
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))
    limits: Limits = field(default_factory=Limits)
    proxies: Proxies = field(default_factory=Proxies)


def load(directory: Path, host: str = HOST) -> Config:
    """Reads both files. Raises ConfigError, which never quotes a value of gateway.env."""
    try:
        data = json.loads((directory / "gateway.json").read_text(encoding="utf-8"))
        secrets = (directory / "gateway.env").read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as e:
        raise ConfigError("gateway", f"cannot be read: {e}") from None
    except ValueError as e:
        raise ConfigError("gateway.json", f"not JSON: {e}") from None
    return parse(data, parse_keys(secrets), host, os.environ)


def parse_keys(text: str) -> dict[str, str]:
    """Lines NAME=value, the value raw to the end of the line."""
    keys = {}
    for number, line in enumerate(text.split("\n"), start=1):
        name, equals, value = line.partition("=")
        if not line:
            continue
        if not equals or not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name):
            raise ConfigError("gateway.env", f"line {number} is not NAME=value")
        if not value.isascii() or not value.isprintable():
            raise ConfigError("gateway.env", f"{name} has characters that no HTTP header can have")
        keys[name] = value
    return keys


def parse(
    data: Any,
    keys: dict[str, str],
    host: str = HOST,
    environment: Mapping[str, str] | None = None,
) -> Config:
    """The configuration. `host` stands in for localhost; "" leaves it as it is.

    `environment` may have proxies.
    """
    root = _object(data, "the whole")
    budget = _object(root.get("budget", {}), "budget")
    every = budget.get("every", "course")
    if every not in EVERY:
        raise ConfigError("gateway.json", f"budget.every must be one of {', '.join(EVERY)}")
    models = root.get("models", [])
    model = root.get("model") or keys.get("RLM_MODEL", "")
    if not isinstance(models, list) or not all(_is_model(it) for it in models):
        raise ConfigError("gateway.json", "models must be a list of models' names")
    if model and not _is_model(model):
        raise ConfigError("gateway.json", "model must be a model's name")
    if root.get("unpriced", "refuse") not in ("refuse", "allow"):
        raise ConfigError("gateway.json", "unpriced must be refuse or allow")
    return Config(
        providers={
            name: _provider(name, _object(entry, f"providers.{name}"), keys, host)
            for name, entry in _object(root.get("providers", {}), "providers").items()
        },
        models=tuple(models),
        model=model,
        prices={
            name: _from(price, entry, f"prices.{name}")
            for name, entry in _object(root.get("prices", {}), "prices").items()
        },
        unpriced=root.get("unpriced") == "allow",
        max_output=_numbers(root.get("maxOutput", {}), "maxOutput"),
        user_budget=_from(amount, budget["user"], "budget.user") if budget.get("user") else None,
        class_budget=_from(amount, budget["class"], "budget.class")
        if budget.get("class")
        else None,
        every=every,
        zone=_zone(root.get("timezone", "UTC")),
        limits=_limits(_object(root.get("limits", {}), "limits")),
        proxies=proxies.read(keys, environment or {}, host, lambda url: _reachable(url, host)),
    )


def _provider(name: str, entry: dict[str, Any], keys: dict[str, str], host: str) -> Provider:
    where = f"providers.{name}"
    kind = entry.get("kind", name)
    if not NAME.fullmatch(name) or name in ("me", "health", "models"):
        raise ConfigError("gateway.json", f"{where}: a name has small letters, digits and -")
    if kind not in KINDS:
        raise ConfigError("gateway.json", f"{where}.kind must be one of {', '.join(KINDS)}")
    named = entry.get("url", "")
    if named and named not in keys:
        raise ConfigError("gateway.env", f"has no {named}, which {where}.url names")
    base = entry.get("baseUrl") or keys.get(named) or KINDS[kind].base_url
    if not isinstance(base, str) or urlsplit(base).scheme not in ("http", "https"):
        raise ConfigError("gateway.json", f"{where}.baseUrl must be an address with http or https")
    key = entry.get("key", "")
    if key and key not in keys:
        raise ConfigError("gateway.env", f"has no {key}, which {where}.key names")
    return Provider(
        name=name,
        kind=kind,
        base_url=_reachable(base, host).rstrip("/"),
        key=keys[key] if key else "",
        headers=_strings(entry.get("headers", {}), f"{where}.headers"),
        api_version=str(entry.get("apiVersion", "") or "2024-10-21") if kind == "azure" else "",
        deployments=_strings(entry.get("deployments", {}), f"{where}.deployments"),
        limit=str(entry.get("outputField", "")),
    )


def _reachable(base: str, host: str) -> str:
    """The address as seen from a container: its localhost is not the host's."""
    parts = urlsplit(base)
    if not host or parts.hostname not in ("localhost", "127.0.0.1", "::1", "0.0.0.0"):
        return base
    login, at, _ = parts.netloc.rpartition("@")
    place = host if parts.port is None else f"{host}:{parts.port}"
    return urlunsplit(parts._replace(netloc=login + at + place))


def _limits(entry: dict[str, Any]) -> Limits:
    known = {key: value for key, value in entry.items() if key in Limits.__dataclass_fields__}
    for key, value in known.items():
        least = 0 if key == "atOnce" else 1e-3
        if isinstance(value, bool) or not isinstance(value, int | float) or value < least:
            raise ConfigError("gateway.json", f"limits.{key} must be a number over 0")
    return Limits(**known)


def _zone(name: Any) -> ZoneInfo:
    try:
        return ZoneInfo(str(name))
    except (KeyError, ValueError, OSError):
        raise ConfigError("gateway.json", f"timezone {str(name)[:60]!r} is not known") from None


def _from[T](reader: Any, entry: Any, where: str) -> T:  # type: ignore[type-var]
    try:
        value: T = reader(entry)
    except ValueError as e:
        raise ConfigError("gateway.json", f"{where} {e}") from None
    return value


def _object(data: Any, where: str) -> dict[str, Any]:
    if not isinstance(data, dict):
        raise ConfigError("gateway.json", f"{where} must be an object")
    return data


def _strings(data: Any, where: str) -> dict[str, str]:
    if not isinstance(data, dict) or not all(isinstance(it, str) for it in data.values()):
        raise ConfigError("gateway.json", f"{where} must be an object of strings")
    return data


def _numbers(data: Any, where: str) -> dict[str, int]:
    if not isinstance(data, dict) or not all(type(it) is int and it > 0 for it in data.values()):
        raise ConfigError("gateway.json", f"{where} must be an object of numbers over 0")
    return data


def _is_model(name: Any) -> bool:
    return isinstance(name, str) and MODEL.fullmatch(name) is not None
