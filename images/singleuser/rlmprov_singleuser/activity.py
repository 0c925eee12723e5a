"""A server whose kernel works is in use, also while the kernel says nothing.

Jupyter counts messages: a cell that waits an hour for a model is idle to it, and its server was
stopped under it (https://github.com/jupyterhub/jupyterhub-idle-culler/issues/55).
"""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import Any

from tornado.ioloop import PeriodicCallback

# Where jupyter_server looks for what extensions count as activity.
TIMES = "last_activity_times"


def look(kernels: Any, times: dict[str, datetime]) -> None:
    """Notes the time if a kernel is busy. One that waits for input() is."""
    if any(kernel["execution_state"] == "busy" for kernel in kernels.list_kernels()):
        times["busy_kernels"] = datetime.now(UTC)


def _load_jupyter_server_extension(app: Any) -> None:
    # Several times between two reports to the hub; jupyterhub's own default is 300 s.
    reports = float(os.environ.get("JUPYTERHUB_ACTIVITY_INTERVAL") or 300)
    times = app.web_app.settings[TIMES]
    PeriodicCallback(lambda: look(app.kernel_manager, times), reports / 4 * 1000).start()
