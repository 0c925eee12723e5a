"""Starts jupyterhub-singleuser without the parts of JupyterHub that only the hub itself uses.

jupyterhub 5.5.1's singleuser imports jupyterhub.log for one function, and with that the hub's page
handlers, its database classes, SQLAlchemy and Alembic. Nobody uses these. They take 0.4 of the 0.85
CPU seconds of JupyterLab's imports, and 36 of their 92 MB for each user.
"""

import os
import sys
from pathlib import Path
from types import ModuleType


def replace(name: str, **attributes: object) -> None:
    """Puts a module with these attributes alone in the place of the real one."""
    module = ModuleType(name)
    vars(module).update(attributes)
    sys.modules[name] = module


# log_request() asks whether a handler is the hub's health check, and counts requests for the hub.
replace("jupyterhub.handlers", __path__=[])
replace("jupyterhub.handlers.pages", HealthCheckHandler=type("HealthCheckHandler", (), {}))
replace("jupyterhub.metrics", prometheus_log_method=lambda handler: None)
# jupyterhub.scopes and .utils name these in functions that only the hub calls.
replace("sqlalchemy", __path__=[])
replace("sqlalchemy.exc", SQLAlchemyError=type("SQLAlchemyError", (Exception,), {}))
replace("jupyterhub.orm")
replace("jupyterhub.roles")

from jupyterhub.singleuser import main  # noqa: E402
from rlmprov_singleuser.disk import start_without_room  # noqa: E402
from rlmprov_singleuser.opening import default_url  # noqa: E402

os.environ.setdefault("JUPYTERHUB_DEFAULT_URL", default_url(Path("/srv/notebooks"), Path.home()))
start_without_room()
main()
