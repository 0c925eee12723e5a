"""Reads what rlmprov wrote for this hub: settings.json and secrets.env."""

from __future__ import annotations

import json
import re
from dataclasses import MISSING, dataclass, field, fields
from pathlib import Path
from typing import Any, get_type_hints

DIRECTORY = Path("/srv/rlmprov")

# Names that are for the hub itself; all others in secrets.env are for users' servers.
PRIVATE = "RLMPROV_"


class SettingsError(SystemExit):
    """The hub cannot start with these files. As a SystemExit it shows no traceback."""

    def __init__(self, file: str, problem: str) -> None:
        super().__init__(
            f"rlmprov: {file}: {problem}. `rlmprov apply` writes this file anew; "
            "if it was edited by hand, take the edit back."
        )


@dataclass(frozen=True)
class Allow:
    """Who of a provider's people may log in; who is in one of the lists may."""

    everyone: bool = False
    users: list[str] = field(default_factory=list)
    organizations: list[str] = field(default_factory=list)
    domains: list[str] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Auth:
    """How people log in. `type` is one of those that `auth` knows; the rest is not for all."""

    type: str
    signUp: str = ""
    clientId: str = ""
    callbackUrl: str = ""
    issuer: str = ""
    scopes: list[str] = field(default_factory=list)
    usernameClaim: str = ""
    groupsClaim: str = ""
    allow: Allow = field(default_factory=Allow)


@dataclass(frozen=True)
class Idle:
    """Seconds; 0 means never."""

    timeout: int
    checkEvery: int
    maxAge: int
    kernelTimeout: int


@dataclass(frozen=True)
class Server:
    """A server: memory in bytes, cpu in cores, times in seconds; 0 active or spawns: no limit."""

    image: str
    memory: int
    cpu: float
    active: int
    spawns: int
    startTimeout: int
    httpTimeout: int


@dataclass(frozen=True)
class Profile:
    """Other limits for the users who are named and for members of the groups.

    As many of its servers as `count` says run at the same time.
    """

    displayName: str
    memory: int
    cpu: float
    count: int
    users: list[str]
    groups: list[str]
    description: str = ""
    default: bool = False


@dataclass(frozen=True)
class Settings:
    """settings.json, one to one: the names are the file's.

    `profiles`: by their slugs.
    `gateway`: the address of the gateway's admin API; empty: there is none.
    `publicUrl`: where browsers find it over https; empty: wherever, over plain HTTP.
    `baseUrl`: the path below which the hub is; begins and ends with a slash.
    `trustedProxies`: networks of reverse proxies whose X-Forwarded-For the log believes.
    `roster`: the only names that get in, besides admins; without it nobody is kept out by name.
    """

    name: str
    hubDir: str
    network: str
    auth: Auth
    admins: list[str]
    idle: Idle
    server: Server
    trust: list[str]
    welcome: str = ""
    gateway: str = ""
    publicUrl: str = ""
    baseUrl: str = "/"
    trustedProxies: list[str] = field(default_factory=list)
    roster: list[str] | None = None
    profiles: dict[str, Profile] = field(default_factory=dict)


def load(directory: Path = DIRECTORY) -> tuple[Settings, dict[str, str]]:
    """The settings and the secrets. Raises SettingsError with file, place and problem."""
    return parse_settings(_read(directory / "settings.json")), parse_secrets(
        _read(directory / "secrets.env")
    )


def parse_settings(text: str) -> Settings:
    """Unknown names are let through, so that an older hub image reads a newer file."""
    try:
        data = json.loads(text)
    except ValueError as e:
        raise SettingsError("settings.json", f"not JSON: {e}") from None
    return _record(Settings, data, "")


def parse_secrets(text: str) -> dict[str, str]:
    """Lines NAME=value, the value raw to the end of the line."""
    secrets = {}
    for number, line in enumerate(text.split("\n"), start=1):
        name, equals, value = line.partition("=")
        if not line:
            continue
        # The line itself is not shown: it may be the tail of a secret.
        if not equals or not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name):
            raise SettingsError("secrets.env", f"line {number} is not NAME=value")
        secrets[name] = value
    return secrets


def for_users(secrets: dict[str, str]) -> dict[str, str]:
    """The part of the secrets that goes into users' environments."""
    return {name: value for name, value in secrets.items() if not name.startswith(PRIVATE)}


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as e:
        raise SettingsError(path.name, f"cannot be read: {e}") from None


def _record(cls: type, data: Any, where: str) -> Any:
    if not isinstance(data, dict):
        raise SettingsError("settings.json", f"{where or 'the whole'} must be an object")
    hints = get_type_hints(cls)
    values = {}
    for entry in fields(cls):
        name = f"{where}.{entry.name}" if where else entry.name
        if entry.name in data:
            values[entry.name] = _value(hints[entry.name], data[entry.name], name)
        elif entry.default is MISSING and entry.default_factory is MISSING:
            raise SettingsError("settings.json", f"{name} is missing")
    return cls(**values)


def _value(hint: Any, value: Any, where: str) -> Any:
    if hint in (str, bool) and isinstance(value, hint):
        return value
    # In Python a bool is an int, in JSON it is not a number.
    if hint in (int, float) and isinstance(value, int | float) and not isinstance(value, bool):
        if value < 0:
            raise SettingsError("settings.json", f"{where} is {value}, which is less than 0")
        if hint is float or isinstance(value, int):
            return hint(value)
    if (
        hint in (list[str], list[str] | None)
        and isinstance(value, list)
        and all(isinstance(v, str) for v in value)
    ):
        return value
    if isinstance(hint, type) and hint in (Allow, Auth, Idle, Profile, Server):
        return _record(hint, value, where)
    if hint == dict[str, Profile] and isinstance(value, dict):
        return {name: _record(Profile, one, f"{where}.{name}") for name, one in value.items()}
    wanted = {
        str: "a string",
        bool: "true or false",
        int: "a whole number",
        float: "a number",
        dict[str, Profile]: "an object",
    }.get(hint, "a list of strings")
    raise SettingsError("settings.json", f"{where} must be {wanted}, not {json.dumps(value)}")
