"""Which calls of the engine's API the hub may make. Pure: a request in, a verdict out.

A call that is allowed is not passed on as it came but rewritten from what was understood of
it. So it does not matter that the engine reads JSON keys in any case, takes the last of two equal
keys, or decodes paths in its own way: what these rules did not see does not get there.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode

from rlmprov_engine.container import Refused, check_container, check_volume, user_of
from rlmprov_engine.limits import Grant

IMAGE = r"rlm-singleuser:[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}"
# A name or an id, as the engine takes them.
REFERENCE = r"[A-Za-z0-9][A-Za-z0-9_.-]{0,254}"
# The only volume that the hub ever removes; see rlmprov-check.
CHECKS_VOLUME = "jupyterhub-user-rlmprov-2dcheck"
# The version is the engine's business; percent signs, empty parts and dots match no route below.
TARGET = re.compile(r"(?P<version>/v1\.[0-9]{1,3})?(?P<path>/[^?#%\\]*)(?:\?(?P<query>[^#]*))?")

BOOLEANS = {"1": "1", "true": "1", "True": "1", "0": "0", "false": "0", "False": "0"}


@dataclass(frozen=True)
class Hub:
    """Whose containers they are. `directory` is the hub's on the host; `grants`, their limits."""

    name: str
    directory: str
    grants: tuple[Grant, ...] = ()

    @property
    def network(self) -> str:
        """Where users' servers are."""
        return f"rlmprov-{self.name}"


@dataclass(frozen=True)
class Call:
    """What to ask the engine. `container` must be ours first; {id} becomes its id."""

    method: str
    path: str
    query: str = ""
    body: bytes | None = None
    container: str | None = None


@dataclass(frozen=True)
class Report:
    """What this program itself puts together from several calls: see server.Engine.report."""

    name: str


@dataclass(frozen=True)
class Reread:
    """The hub has read settings.json, and so does this program: both have the same limits."""


@dataclass(frozen=True)
class Deny:
    """Why not, for the hub's log."""

    reason: str


Verdict = Call | Report | Reread | Deny


def decide(method: str, target: str, body: bytes, hub: Hub) -> Verdict:
    """The verdict on a request. `target` is the request line's, undecoded."""
    parts = TARGET.fullmatch(target)
    if not parts:
        return Deny("this is no path of the engine's API that the hub uses")
    try:
        for allowed, pattern, rule in ROUTES:
            match = re.fullmatch(pattern, parts["path"])
            if match and method == allowed:
                query = _query(parts["query"] or "")
                return rule(parts["version"] or "", match, query, body, hub)
    except Refused as e:
        return Deny(str(e))
    return Deny("the hub has no need of this call")


def is_ours(container: dict[str, Any], hub: Hub) -> bool:
    """Whether the engine's description of a container is that of a user's server of this hub.

    One without any hub's label, on our network, was made by an older spawner.
    """
    labels = container["Config"].get("Labels") or {}
    owner = labels.get("io.rlmprov.hub")
    mine = owner == hub.name or (
        owner is None and container["HostConfig"]["NetworkMode"] == hub.network
    )
    service = "com.docker.compose.project" in labels
    return container["Name"].startswith("/jupyter-") and mine and not service


def _ping(version: str, match: re.Match[str], query: dict[str, str], *_: Any) -> Call:
    _only(query)
    return Call("GET", version + match[0])


def _inspect_image(version: str, match: re.Match[str], query: dict[str, str], *_: Any) -> Call:
    _only(query)
    return Call("GET", version + match[0])


def _create_volume(
    version: str, match: re.Match[str], query: dict[str, str], body: bytes, hub: Hub
) -> Call:
    _only(query)
    volume = check_volume(_json(body), hub.name)
    return Call("POST", version + match[0], body=json.dumps(volume).encode())


def _remove_volume(version: str, match: re.Match[str], query: dict[str, str], *_: Any) -> Call:
    _only(query)
    return Call("DELETE", version + match[0])


def _create_container(
    version: str, match: re.Match[str], query: dict[str, str], body: bytes, hub: Hub
) -> Call:
    _only(query, "name")
    name = query.get("name", "")
    container = check_container(
        _json(body), user_of(name), hub.name, hub.directory, IMAGE, hub.grants
    )
    created = json.dumps(container).encode()
    return Call("POST", version + match[0], urlencode({"name": name}), created)


def _on_container(
    version: str, match: re.Match[str], query: dict[str, str], *_: Any, method: str, rest: str
) -> Call:
    path = f"{version}/containers/{{id}}{rest}"
    return Call(method, path, urlencode(query), container=match[1])


def _inspect(version: str, match: re.Match[str], query: dict[str, str], *_: Any) -> Call:
    _only(query)
    return _on_container(version, match, {}, method="GET", rest="/json")


def _logs(version: str, match: re.Match[str], query: dict[str, str], *_: Any) -> Call:
    _only(query, "stdout", "stderr", "tail", "timestamps", "follow")
    # Following would hold a thread for as long as the server runs.
    if _flag(query, "follow") == "1":
        raise Refused("logs are not followed")
    tail = query.get("tail", "100")
    if not re.fullmatch(r"[0-9]{1,4}", tail):
        raise Refused("logs are read by their last lines, at most 9999")
    wanted = {"stdout": _flag(query, "stdout"), "stderr": _flag(query, "stderr"), "tail": tail}
    return _on_container(version, match, wanted, method="GET", rest="/logs")


def _start(version: str, match: re.Match[str], query: dict[str, str], *_: Any) -> Call:
    # Its body, a host configuration in old versions of the API, is left out.
    _only(query)
    return _on_container(version, match, {}, method="POST", rest="/start")


def _stop(version: str, match: re.Match[str], query: dict[str, str], *_: Any) -> Call:
    _only(query, "t")
    if not re.fullmatch(r"[0-9]{0,3}", query.get("t", "")):
        raise Refused("t is no number of seconds")
    return _on_container(version, match, query, method="POST", rest="/stop")


def _remove(version: str, match: re.Match[str], query: dict[str, str], *_: Any) -> Call:
    _only(query, "v", "force", "link")
    if _flag(query, "link") == "1":
        raise Refused("links are not used")
    wanted = {"v": _flag(query, "v"), "force": _flag(query, "force")}
    return _on_container(version, match, wanted, method="DELETE", rest="")


def _report(version: str, match: re.Match[str], query: dict[str, str], *_: Any) -> Report:
    _only(query)
    return Report(match[1])


def _reread(version: str, match: re.Match[str], query: dict[str, str], *_: Any) -> Reread:
    _only(query)
    return Reread()


Rule = Callable[..., Call | Report | Reread]

ROUTES: list[tuple[str, str, Rule]] = [
    ("GET", "/_ping", _ping),
    ("GET", "/version", _ping),
    ("GET", f"/images/{IMAGE}/json", _inspect_image),
    ("POST", "/volumes/create", _create_volume),
    ("DELETE", f"/volumes/{CHECKS_VOLUME}", _remove_volume),
    ("POST", "/containers/create", _create_container),
    ("GET", f"/containers/({REFERENCE})/json", _inspect),
    ("GET", f"/containers/({REFERENCE})/logs", _logs),
    ("POST", f"/containers/({REFERENCE})/start", _start),
    ("POST", f"/containers/({REFERENCE})/stop", _stop),
    ("DELETE", f"/containers/({REFERENCE})", _remove),
    ("GET", "/rlmprov/(servers|volumes)", _report),
    ("POST", "/rlmprov/settings", _reread),
]


def _query(text: str) -> dict[str, str]:
    try:
        pairs = parse_qsl(text, keep_blank_values=True, strict_parsing=bool(text))
    except ValueError:
        raise Refused("the query is not of the form a=b&c=d") from None
    if len({name for name, _ in pairs}) != len(pairs):
        raise Refused("the query has a name twice")
    return dict(pairs)


def _only(query: dict[str, str], *names: str) -> None:
    if more := query.keys() - set(names):
        raise Refused(f"the query has {min(more)}, which the hub has no need of")


def _flag(query: dict[str, str], name: str) -> str:
    value = query.get(name, "0")
    if value not in BOOLEANS:
        raise Refused(f"{name} is neither true nor false")
    return BOOLEANS[value]


def _json(body: bytes) -> dict[str, Any]:
    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len({key for key, _ in pairs}) != len(pairs):
            raise Refused("the body has a key twice")
        return dict(pairs)

    try:
        document = json.loads(body.decode("utf-8"), object_pairs_hook=unique)
    except (ValueError, RecursionError):
        raise Refused("the body is not JSON") from None
    if not isinstance(document, dict):
        raise Refused("the body is not an object")
    return document
