"""`shared-password`: any name with the class's password, admins with theirs."""

from __future__ import annotations

from typing import Any

from jupyterhub.authenticators.shared import SharedPasswordAuthenticator

from rlmprov_hub.auth import names
from rlmprov_hub.auth.passwords import same
from rlmprov_hub.settings import SettingsError


class ClassPasswordAuthenticator(SharedPasswordAuthenticator):
    """JupyterHub's own, without two faults of 5.5.1.

    It looks for an admin by the name as it was typed, before the hub makes it lower case: with the
    class's password, `Teacher` got in as teacher. And it cannot compare what is not ASCII: a
    password with an umlaut kept everybody out.
    """

    async def authenticate(self, handler: Any, data: dict[str, str]) -> dict[str, Any] | None:
        """The name, with its password. Says admin=False, so that a former admin is none."""
        name = names.own(self.normalize_username(data.get("username", "")))
        admin = name in self.admin_users
        password = self.admin_password if admin else self.user_password
        if not password or not same(data.get("password"), password):
            return None
        return {"name": name, "admin": admin}


def configure(c: Any, secrets: dict[str, str]) -> None:
    """Sets the passwords. Raises SettingsError if the class has none."""
    if not secrets.get("RLMPROV_USER_PASSWORD"):
        raise SettingsError("secrets.env", "RLMPROV_USER_PASSWORD is missing")
    c.JupyterHub.authenticator_class = ClassPasswordAuthenticator
    c.SharedPasswordAuthenticator.user_password = secrets["RLMPROV_USER_PASSWORD"]
    c.SharedPasswordAuthenticator.admin_password = secrets.get("RLMPROV_ADMIN_PASSWORD", "")
