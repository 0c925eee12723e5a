"""`open`: any name, no password, as in the seed."""

from __future__ import annotations

from typing import Any

from jupyterhub.auth import Authenticator
from traitlets import Unicode

from rlmprov_hub.auth import names
from rlmprov_hub.auth.passwords import same


class OpenAuthenticator(Authenticator):
    """Any name; an admin password, if there is one, guards admins."""

    admin_password = Unicode("", config=True)

    async def authenticate(self, handler: Any, data: dict[str, str]) -> dict[str, Any] | None:
        """The name that was typed. Says admin=False for others, so that a former admin is none."""
        # As the hub does it later: "Teacher" is the admin teacher.
        name = names.own(self.normalize_username(data.get("username", "")))
        admin = name in self.admin_users
        if admin and self.admin_password and not same(data.get("password"), self.admin_password):
            return None
        return {"name": name, "admin": admin}
