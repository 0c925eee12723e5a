"""What a user's container and volume may be. A field that is not known here is refused."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from rlmprov_engine.limits import Grant

# As in rlmprov_hub.spawner; that module needs all of JupyterHub, so a test compares them.
HOME = "/home/jovyan/work"
NOTEBOOKS = "/srv/notebooks"
SHARED = "/srv/shared"
PROFILE_LABEL = "io.rlmprov.profile"
# What DockerSpawner makes of a user's name: its letters and digits, all else as -xx.
ESCAPED = r"[a-z0-9-]{1,200}"

Check = Callable[[Any], bool]


class Refused(Exception):
    """The call is not made. The message is for the hub's log."""


def user_of(container: str) -> str:
    """The escaped user in the name of a container. Raises Refused if it is no server's."""
    match = re.fullmatch(f"jupyter-({ESCAPED})", container)
    if not match:
        raise Refused(f'a container is named jupyter-<user>, not "{container}"')
    return match[1]


def check_volume(volume: dict[str, Any], hub: str) -> dict[str, Any]:
    """The volume without what is empty. Raises Refused if it is more than a place for work.

    The driver's options could make it a mount of any directory of the host.
    """
    fields: dict[str, Check] = {
        "Name": _like(f"jupyterhub-user-{ESCAPED}"),
        "Driver": _is("local"),
        "Labels": _labels(hub),
    }
    return _checked(volume, fields, required=("Name", "Labels"), where="a volume's ")


def check_container(
    container: dict[str, Any],
    user: str,
    hub: str,
    directory: str,
    image: str,
    grants: tuple[Grant, ...],
) -> dict[str, Any]:
    """The container without what is empty. Raises Refused if it is not a user's hardened server.

    Its limits must be those of one of the grants.
    """
    binds = {
        f"jupyterhub-user-{user}:{HOME}:rw",
        f"{directory}/notebooks:{NOTEBOOKS}:ro",
        f"{directory}/class/shared:{SHARED}:ro",
    }
    host: dict[str, Check] = {
        "Memory": _positive,
        "MemorySwap": _positive,
        "MemoryReservation": _positive,
        "CpuPeriod": _positive,
        "CpuQuota": _positive,
        "CpuShares": _positive,
        "PidsLimit": _positive,
        "ShmSize": _positive,
        "OomScoreAdj": _positive,
        "Init": _boolean,
        "AutoRemove": _boolean,
        "ReadonlyRootfs": _boolean,
        "NetworkMode": _is(f"rlmprov-{hub}"),
        "CapDrop": _is(["ALL"]),
        "SecurityOpt": _is(["no-new-privileges:true"]),
        "Binds": lambda value: _strings(value) and set(value) <= binds,
        "LogConfig": lambda value: isinstance(value, dict) and value.get("Type") == "json-file",
    }
    hardened = ("Memory", "MemorySwap", "PidsLimit", "NetworkMode", "CapDrop", "SecurityOpt")

    fields: dict[str, Check] = {
        "Image": _like(image),
        "Env": _strings,
        "Cmd": _strings,
        "Labels": _labels(hub, PROFILE_LABEL),
        "Hostname": _like(r"[a-z0-9-]{1,63}"),
        "ExposedPorts": _is({"8888/tcp": None}, {"8888/tcp": {}}),
        "Volumes": lambda value: (
            isinstance(value, dict) and set(value) <= {HOME, NOTEBOOKS, SHARED}
        ),
        "AttachStdout": _boolean,
        "AttachStderr": _boolean,
        "Healthcheck": lambda value: isinstance(value, dict) and value.get("Test") == ["NONE"],
        "StopTimeout": _positive,
        "HostConfig": lambda value: isinstance(value, dict),
    }
    checked = _checked(container, fields, ("Image", "Labels", "HostConfig"), "a container's ")
    checked["HostConfig"] = _checked(container["HostConfig"], host, hardened, "HostConfig.")
    _check_limits(checked["HostConfig"], user, checked["Labels"].get(PROFILE_LABEL, ""), grants)
    return checked


def _check_limits(host: dict[str, Any], user: str, profile: str, grants: tuple[Grant, ...]) -> None:
    known = [grant for grant in grants if grant.is_for(user, profile)]
    if not known:
        raise Refused(f'{PROFILE_LABEL} is "{profile}", which {user} has not by settings.json')
    if not any(grant.holds(host) for grant in known):
        asked = {name: host.get(name) for name in ("Memory", "MemorySwap", "CpuPeriod", "CpuQuota")}
        raise Refused(f"HostConfig has other limits than settings.json: {asked}")


def _checked(
    given: dict[str, Any], fields: dict[str, Check], required: tuple[str, ...], where: str
) -> dict[str, Any]:
    # What is empty says nothing, and docker-py sends much of it.
    kept = {key: value for key, value in given.items() if value}
    for key in required:
        if key not in kept:
            raise Refused(f"{where}{key} is missing")
    for key, value in kept.items():
        if key not in fields:
            raise Refused(f"{where}{key} is not for users' servers")
        if not fields[key](value):
            raise Refused(f"{where}{key} is not as users' servers have it: {str(value)[:100]}")
    return kept


def _is(*wanted: Any) -> Check:
    return lambda value: any(type(value) is type(one) and value == one for one in wanted)


def _like(pattern: str) -> Check:
    return lambda value: isinstance(value, str) and re.fullmatch(pattern, value) is not None


def _positive(value: Any) -> bool:
    return type(value) is int and value > 0


def _boolean(value: Any) -> bool:
    return type(value) is bool


def _strings(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _labels(hub: str, *more: str) -> Check:
    """Ours and no others: one of compose would make the container a service of a stack."""
    known = {"io.rlmprov.hub", "io.rlmprov.user", *more}

    def check(value: Any) -> bool:
        return (
            isinstance(value, dict)
            and value.keys() <= known
            and value.get("io.rlmprov.hub") == hub
            and all(isinstance(one, str) for one in value.values())
        )

    return check
