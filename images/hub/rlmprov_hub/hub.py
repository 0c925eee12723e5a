"""What is the same for every hub: where it listens, what it keeps, whom it survives."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tornado.web import RedirectHandler

from rlmprov_hub.settings import Idle, Settings

DATA = "/srv/jupyterhub"
BACKUPS = 5


def configure(c: Any, settings: Settings) -> None:
    """Sets the hub's own part: addresses, state, the proxy as a container of its own."""
    # The names `hub` and `proxy-api` are from compose.yaml.
    c.JupyterHub.hub_ip = "0.0.0.0"
    c.JupyterHub.hub_connect_url = "http://hub:8081"
    below(c, settings.baseUrl)
    if settings.publicUrl:
        # All cookies are for https only, whatever a request says of itself.
        c.JupyterHub.public_url = settings.publicUrl
        c.JupyterHub.tornado_settings = {"xsrf_cookie_kwargs": {"secure": True}}
    c.ConfigurableHTTPProxy.should_start = False
    # A name on the network `control`, where no user's server is.
    c.ConfigurableHTTPProxy.api_url = "http://proxy-api:8001"

    c.JupyterHub.db_url = f"sqlite:///{DATA}/jupyterhub.sqlite"
    c.JupyterHub.cookie_secret_file = f"{DATA}/jupyterhub_cookie_secret"
    # Copies the file first, as jupyterhub.sqlite.DATE-TIME beside it.
    c.JupyterHub.upgrade_db = True
    remove_old_backups(Path(DATA))

    # Users' servers go on while the hub is away, and it finds them again by the database.
    c.JupyterHub.cleanup_servers = False
    c.JupyterHub.cleanup_proxy = False
    # A proxy that was restarted alone has no routes until the hub's next look at the activity.
    c.JupyterHub.last_activity_interval = activity_interval(settings.idle)


def below(c: Any, base_url: str) -> None:
    """Puts the hub below a path; addresses without the path lead to those with it."""
    c.JupyterHub.base_url = base_url
    # All that is no server's: so /user/ann leads to BASE_URL/hub/user/ann, and /hub/home to ...
    c.JupyterHub.hub_routespec = "/"
    if base_url != "/":
        # ... BASE_URL/hub/hub/home.
        page = {"url": f"{base_url}hub/{{0}}", "permanent": False}
        c.JupyterHub.extra_handlers.append((r"/hub/(.*)", RedirectHandler, page))


def remove_old_backups(directory: Path) -> None:
    """Leaves the newest ones. There is one for each upgrade that changed the tables."""
    for old in sorted(directory.glob("jupyterhub.sqlite.2*"))[:-BACKUPS]:
        old.unlink()


def activity_interval(idle: Idle) -> int:
    """Seconds between a server's reports of activity: several within the time to be idle.

    A running server keeps what it was started with: never so long that it looks idle to a culler
    whose time was shortened since, to five minutes or so.
    """
    return max(1, min(60, idle.timeout // 4)) if idle.timeout else 60
