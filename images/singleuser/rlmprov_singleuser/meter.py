"""How much memory and disk a user has left, for JupyterLab's status bar.

The page is jupyter-resource-usage's. Its server half is not used: each request of an open page was
activity, so that no server idled. It also reads the page tables of every process, and adds up
processes, while the container's limit counts what the container's group counts.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from jupyter_server.base.handlers import APIHandler
from jupyter_server.utils import url_path_join
from tornado import web

from rlmprov_singleuser.memory import limit_bytes, used_bytes

NEARLY_ALL = 0.9  # from here on the figure is shown as a warning


def figures(home: Path) -> dict[str, Any]:
    """What the page asks for. Bytes; a container without a limit has none in it."""
    used, limit, disk = used_bytes(), limit_bytes(), shutil.disk_usage(home)
    limits: dict[str, Any] = {
        "disk": {"disk": disk.total, "warn": disk.free < (1 - NEARLY_ALL) * disk.total}
    }
    if limit:
        limits["memory"] = {"rss": limit, "warn": used > NEARLY_ALL * limit}
    return {"rss": used, "disk_used": disk.used, "disk_total": disk.total, "limits": limits}


class MeterHandler(APIHandler):
    """What an open page asks for every 5 s, which is no activity."""

    _track_activity = False

    @web.authenticated
    def get(self) -> None:
        """The figures as JSON."""
        self.finish(json.dumps(figures(Path.home())))


def _load_jupyter_server_extension(app: Any) -> None:
    url = url_path_join(app.web_app.settings["base_url"], "/api/metrics/v1")
    app.web_app.add_handlers(".*$", [(url, MeterHandler)])
