"""A user's server: a hardened container of its own, removed at stop; its volume stays."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, ClassVar

import docker.errors
from dockerspawner import DockerSpawner
from jupyterhub.utils import maybe_future
from tornado.web import HTTPError
from traitlets import Integer, Unicode

from rlmprov_hub.hub import activity_interval
from rlmprov_hub.keys import Keys, without_proxy
from rlmprov_hub.queue import StartQueue
from rlmprov_hub.settings import Settings, for_users

HOME = "/home/jovyan/work"
NOTEBOOKS = "/srv/notebooks"
# What `rlmprov share` has given to the class; rlm-start brings it, too.
SHARED = "/srv/shared"
CA_BUNDLE = "/etc/ssl/certs/ca-certificates.crt"
# The profile that a server has, by which rlmprov knows its limits.
PROFILE_LABEL = "io.rlmprov.profile"
# httpx, requests, Node.js, pip and curl each look elsewhere, the first two past the system's store.
CA_VARIABLES = (
    "SSL_CERT_FILE",
    "REQUESTS_CA_BUNDLE",
    "NODE_EXTRA_CA_CERTS",
    "PIP_CERT",
    "CURL_CA_BUNDLE",
)


class StartFailed(HTTPError):
    """No server, and why: the hub's API shows an HTTPError's message, its pages the attribute."""

    def __init__(self, message: str) -> None:
        super().__init__(500, message)
        self.jupyterhub_message = message


@dataclass(frozen=True)
class Failure:
    """Why a user has no server, or had none the last time: for the page of admins."""

    when: float
    message: str


class RlmSpawner(DockerSpawner):
    """DockerSpawner that returns from start() when the server accepts connections.

    The hub looks for a new server at growing intervals, up to 5 s apart, and so notices it up to
    2 s late. Here its first look succeeds. And at the start of a class they start in a queue.
    """

    gateway = Unicode("", config=True, help="Address of the LLM gateway's admin API, or none.")

    at_a_time = Integer(0, config=True, help="As many servers start at a time; 0: no limit.")

    # The last one of each user, until the next start that succeeds. Not kept over a restart.
    failures: ClassVar[dict[str, Failure]] = {}

    # The profile of each user who has a server of one; others have none.
    _profiles: ClassVar[dict[str, str]] = {}

    _queue: StartQueue | None = None
    _llm: Mapping[str, str] = MappingProxyType({})

    @property
    def queue(self) -> StartQueue:
        """One for all users."""
        cls = RlmSpawner
        if cls._queue is None:
            cls._queue = StartQueue(self.at_a_time)
        return cls._queue

    @property
    def executor(self) -> ThreadPoolExecutor:
        """Upstream has one thread for all users: a `docker stop` of 10 s held up every start."""
        cls = RlmSpawner
        if cls._executor is None:
            cls._executor = ThreadPoolExecutor(16, thread_name_prefix="docker")
        return cls._executor

    @property
    def profile(self) -> str:
        """The slug of the profile that the server has; empty: none, or there is no server."""
        return self._profiles.get(self.user.name, "")

    @profile.setter
    def profile(self, slug: str) -> None:
        self._profiles.pop(self.user.name, None)
        if slug:
            self._profiles[self.user.name] = slug

    def others_with(self, slug: str) -> int:
        """How many other users have a server of this profile."""
        return sum(one == slug for user, one in self._profiles.items() if user != self.user.name)

    def limit(self, memory: int, cpu: float) -> None:
        """Sets what the next start gets: bytes, without swap, and cores."""
        self.mem_limit = memory
        self.cpu_limit = cpu
        self.extra_host_config = host_config(memory)

    def get_state(self) -> dict[str, Any]:
        """As upstream, and the profile: a hub that restarts counts its servers."""
        return super().get_state() | ({"profile": self.profile} if self.profile else {})

    def load_state(self, state: dict[str, Any]) -> None:
        """As upstream, and the profile."""
        super().load_state(state)
        if "profile" in state:
            self.profile = state["profile"]

    def clear_state(self) -> None:
        """As upstream, and the profile: the server is gone."""
        super().clear_state()
        self.profile = ""

    async def run_pre_spawn_hook(self) -> None:
        """Waits for its turn here: to wait within start() would count as its time to start."""
        await maybe_future(super().run_pre_spawn_hook())
        await self.queue.enter(self)

    async def start(self) -> tuple[str, int]:
        """Starts the container. Raises StartFailed: none came about, or it ended, with its log."""
        try:
            started = await self._start()
            self.failures.pop(self.user.name, None)
            return started
        except Exception as e:
            self._failed_with(getattr(e, "jupyterhub_message", "") or str(e))
            raise
        finally:
            self.queue.leave(self)

    def get_env(self) -> dict[str, str]:
        """As upstream, with the key that this start got. It is kept nowhere else."""
        return without_proxy({**super().get_env(), **self._llm})

    async def run_post_stop_hook(self) -> None:
        """Ends the key of the server."""
        await maybe_future(super().run_post_stop_hook())
        await Keys(self.gateway).end(self.user.name, self.name)

    async def progress(self) -> AsyncIterator[dict[str, Any]]:
        """What the page says to who waits: how many are first, and then that it starts."""
        told = 0
        while ahead := self.queue.ahead_of(self):
            if ahead != told:
                told = ahead
                yield {"progress": 10, "message": waiting(ahead)}
            await asyncio.sleep(1)
        yield {"progress": 50, "message": "Your server is starting."}

    async def _start(self) -> tuple[str, int]:
        # A second before the hub gives up and removes the container, with all that it says.
        deadline = time.monotonic() + self.start_timeout - 1
        self._llm = await Keys(self.gateway).environment(self.user.name, self.name)
        try:
            ip, port = await super().start()
        except docker.errors.ImageNotFound:
            raise StartFailed(f"the image {self.image} is not on this host") from None
        except docker.errors.APIError as e:
            # Of an error of another kind the hub's API says "error", and its pages nothing.
            raise StartFailed(f"the engine started no container: {e.explanation}") from e
        finally:
            self._llm = MappingProxyType({})
        next_poll = time.monotonic() + 1
        while time.monotonic() < deadline:
            if await _accepts(ip, port):
                return ip, port
            if time.monotonic() > next_poll:
                await self._raise_if_dead()
                next_poll = time.monotonic() + 1
            await asyncio.sleep(0.05)
        log = await self.log_tail()
        raise StartFailed(f"no answer after {self.start_timeout} s; its last words:\n{log}")

    async def get_url(self) -> str:
        """Where the server is, for a hub that has just started.

        The database has no address of one that was starting when the hub ended: the hub then
        waited for nobody, and stopped a server that was well.
        """
        if not self.server.ip:
            self.server.ip, self.server.port = await self.get_ip_and_port()
        return await super().get_url()

    async def create_object(self) -> Any:
        """Creates the volumes first, labelled: one that Docker creates at mount has no label.

        A volume that exists is left as it is: Docker answers with it. Raises StartFailed if another
        hub's label is on it.
        """
        labels = self._render_templates(dict(self.extra_create_kwargs["labels"]))
        labels.pop(PROFILE_LABEL, None)
        for name in self.volume_binds:
            if not name.startswith("/"):
                refuse_others(await self.docker("create_volume", name, labels=labels), labels)
        # A user's files are the same whatever the profile: the label is the container's alone.
        profile = {PROFILE_LABEL: self.profile} if self.profile else {}
        self.extra_create_kwargs = {**self.extra_create_kwargs, "labels": labels | profile}
        return await super().create_object()

    async def poll(self) -> int | str | None:
        """As upstream; and removes a container that ended by itself, saying how."""
        status = await super().poll()
        if status is None or not self.object_id:
            return status
        container = await self.get_object()
        if container and not container["State"]["Running"]:
            reason = "ran out of memory" if container["State"]["OOMKilled"] else "ended"
            self.log.warning("%s %s: %s", self.container_name, reason, status)
            self._failed_with(f"the server {reason}; its last words:\n{await self.log_tail()}")
            await self.remove_object()
            self.object_id = ""
        return status

    async def _raise_if_dead(self) -> None:
        container = await self.get_object()
        if container and container["State"]["Running"]:
            return
        log = await self.log_tail() if container else "(its container is gone)"
        raise StartFailed(f"the server ended while it started; its last words:\n{log}")

    def _failed_with(self, message: str) -> None:
        self.failures[self.user.name] = Failure(time.time(), message)

    async def log_tail(self, lines: int = 20) -> str:
        """The last lines that the server has written; empty if it has no container."""
        if not self.object_id:
            return ""
        try:
            log = await self.docker("logs", self.object_id, tail=lines)
        except docker.errors.APIError as e:
            return str(e)
        return log.decode(errors="replace").strip()


def refuse_others(volume: dict[str, Any], labels: dict[str, str]) -> None:
    """Raises StartFailed if the volume is of a user of another hub, who has but the same name."""
    ours = labels["io.rlmprov.hub"]
    hub = (volume.get("Labels") or {}).get("io.rlmprov.hub") or ours
    if hub != ours:
        raise StartFailed(f"the files of this name ({volume['Name']}) are of another hub, {hub}")


def waiting(ahead: int) -> str:
    """What someone reads who has so many before them."""
    others = "One server is" if ahead == 1 else f"{ahead} servers are"
    return f"{others} starting before yours. It starts by itself: keep this page open."


async def _accepts(ip: str, port: int) -> bool:
    try:
        _, writer = await asyncio.wait_for(asyncio.open_connection(ip, port), timeout=1)
    except OSError:
        return False
    writer.close()
    return True


def configure(c: Any, settings: Settings, secrets: dict[str, str]) -> None:
    """Sets the spawner: names, volumes, limits, environment."""
    server = settings.server
    c.JupyterHub.spawner_class = RlmSpawner
    # Nobody is sent away for this: RlmSpawner's queue makes them wait.
    c.JupyterHub.concurrent_spawn_limit = 0
    c.RlmSpawner.at_a_time = server.spawns
    c.RlmSpawner.gateway = settings.gateway
    c.JupyterHub.active_server_limit = server.active
    c.Spawner.start_timeout = server.startTimeout
    c.Spawner.http_timeout = server.httpTimeout
    # How soon a server that ended by itself is noticed: until then its address swallows requests.
    c.Spawner.poll_interval = 10
    c.Spawner.disable_user_config = True
    c.Spawner.environment = environment(settings, secrets)
    c.Spawner.args = kernel_arguments(settings.idle.kernelTimeout)
    c.Spawner.notebook_dir = HOME
    c.Spawner.mem_limit = server.memory
    c.Spawner.cpu_limit = server.cpu

    c.DockerSpawner.image = server.image
    c.DockerSpawner.pull_policy = "never"
    # A kept container would be started again with its old image, key and limits.
    c.DockerSpawner.remove = True
    c.DockerSpawner.network_name = settings.network
    c.DockerSpawner.name_template = "jupyter-{username}"
    c.DockerSpawner.volumes = {"jupyterhub-user-{username}": HOME}
    # Docker creates a folder that is not there.
    c.DockerSpawner.read_only_volumes = {
        f"{settings.hubDir}/notebooks": NOTEBOOKS,
        f"{settings.hubDir}/class/shared": SHARED,
    }
    c.DockerSpawner.extra_create_kwargs = {
        "labels": {"io.rlmprov.hub": settings.name, "io.rlmprov.user": "{raw_username}"},
        # docker-stacks' check, in images built on them, takes 8 % of a core for each idle user.
        "healthcheck": {"test": ["NONE"]},
    }
    c.DockerSpawner.extra_host_config = host_config(server.memory)


def environment(settings: Settings, secrets: dict[str, str]) -> dict[str, str]:
    """Keys and the like from secrets.env, and the private CAs for those who need to be told."""
    trust = dict.fromkeys(CA_VARIABLES, CA_BUNDLE) if settings.trust else {}
    report = {"JUPYTERHUB_ACTIVITY_INTERVAL": str(activity_interval(settings.idle))}
    return report | trust | for_users(secrets)


def kernel_arguments(timeout: int) -> list[str]:
    """Ends kernels and terminals idle for `timeout` seconds: an open one keeps a server awake."""
    if not timeout:
        return []
    interval = max(1, min(120, timeout // 4))
    return [
        f"--MappingKernelManager.cull_idle_timeout={timeout}",
        f"--MappingKernelManager.cull_interval={interval}",
        "--MappingKernelManager.cull_connected=True",
        f"--TerminalManager.cull_inactive_timeout={timeout}",
        f"--TerminalManager.cull_interval={interval}",
    ]


def host_config(memory: int) -> dict[str, Any]:
    """Docker's own names. Equal memory and memory+swap: the limit is the limit."""
    return {
        "auto_remove": False,
        "memswap_limit": memory,
        "cap_drop": ["ALL"],
        "security_opt": ["no-new-privileges:true"],
        "pids_limit": 512,
        "init": True,
        "log_config": {"type": "json-file", "config": {"max-size": "5m", "max-file": "2"}},
    }
