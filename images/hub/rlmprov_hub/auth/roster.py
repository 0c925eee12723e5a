"""Who gets in at all: with every kind of login, the names of the roster and the admins."""

from __future__ import annotations

from typing import Any

from jupyterhub.auth import Authenticator
from tornado.web import HTTPError

from rlmprov_hub import check


def limited(base: type[Authenticator], names: list[str], admins: list[str]) -> type[Authenticator]:
    """The authenticator, which lets in fewer than before: who passes it must be on the list too.

    Names are compared as JupyterHub has them, in small letters.
    """
    listed = frozenset(name.strip().lower() for name in [*names, *admins])

    class Limited(base):  # type: ignore[misc, valid-type]
        async def run_post_auth_hook(self, handler: Any, auth_model: dict[str, Any]) -> Any:
            """Raises a 403 for others, before a name is given to anybody for good."""
            name = auth_model["name"]
            if name not in listed:
                raise HTTPError(403, f"{name} is not on the list of this class. Ask your teacher.")
            return await super().run_post_auth_hook(handler, auth_model)

        async def refresh_user(self, user: Any, handler: Any = None, **kwargs: Any) -> Any:
            """Ends the session of who was taken off the list."""
            if user.name not in listed | {check.USER}:
                return False
            return await super().refresh_user(user, handler, **kwargs)

    return Limited
