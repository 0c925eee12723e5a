"""Who may log in, and who is an admin."""

from __future__ import annotations

from secrets import compare_digest
from typing import Any

from jupyterhub.auth import Authenticator
from traitlets import Bool, Unicode

from rlmprov_hub import check
from rlmprov_hub.settings import Settings, SettingsError

# No spaces, no upper case, no path or shell characters; a letter or digit first.
USERNAME = r"^[a-z0-9][a-z0-9._-]{0,30}$"


class OpenAuthenticator(Authenticator):
    """Any name, no password, as in the seed; an admin password, if there is one, guards admins."""

    allow_all = Bool(True, config=True)
    admin_password = Unicode("", config=True)

    async def authenticate(self, handler: Any, data: dict[str, str]) -> dict[str, Any] | None:
        """The name that was typed. Says admin=False for others, so that a former admin is none."""
        name = data["username"]
        admin = name in self.admin_users
        if admin and self.admin_password:
            given = data.get("password") or ""
            if not compare_digest(given.encode(), self.admin_password.encode()):
                return None
        return {"name": name, "admin": admin}


def configure(c: Any, settings: Settings, secrets: dict[str, str]) -> None:
    """Sets the authenticator. Raises SettingsError for a type that this image does not know."""
    user_password = secrets.get("RLMPROV_USER_PASSWORD", "")
    admin_password = secrets.get("RLMPROV_ADMIN_PASSWORD", "")
    match settings.auth.type:
        case "open":
            c.JupyterHub.authenticator_class = OpenAuthenticator
            c.OpenAuthenticator.admin_password = admin_password
        case "shared-password":
            if not user_password:
                raise SettingsError("secrets.env", "RLMPROV_USER_PASSWORD is missing")
            c.JupyterHub.authenticator_class = "shared-password"
            c.SharedPasswordAuthenticator.user_password = user_password
            c.SharedPasswordAuthenticator.admin_password = admin_password
        case other:
            raise SettingsError(
                "settings.json", f'auth.type "{other}" is unknown to this hub image'
            )
    c.Authenticator.allow_all = True
    c.Authenticator.username_pattern = USERNAME
    c.Authenticator.blocked_users = {check.USER}
    # admin_users alone only ever adds. The role's list is the whole truth: who left it is no admin.
    c.Authenticator.admin_users = set(settings.admins)
    c.JupyterHub.load_roles.append({"name": "admin", "users": list(settings.admins)})
