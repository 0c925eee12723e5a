"""Who may log in, and who is an admin: one module per kind of `auth.type`."""

from __future__ import annotations

from typing import Any

from rlmprov_hub import check
from rlmprov_hub.auth import accounts, names, open_hub, providers, roster, shared_password
from rlmprov_hub.settings import Settings, SettingsError


def configure(c: Any, settings: Settings, secrets: dict[str, str]) -> None:
    """Sets the authenticator. Raises SettingsError for a type that this image does not know."""
    c.Authenticator.username_pattern = names.OWN
    match settings.auth.type:
        case "open":
            c.Authenticator.allow_all = True
            c.JupyterHub.authenticator_class = open_hub.OpenAuthenticator
            c.OpenAuthenticator.admin_password = secrets.get("RLMPROV_ADMIN_PASSWORD", "")
        case "shared-password":
            c.Authenticator.allow_all = True
            shared_password.configure(c, secrets)
        case "accounts":
            c.Authenticator.allow_all = True
            accounts.configure(c, settings, secrets)
        case "github" | "google" | "oidc":
            c.Authenticator.username_pattern = names.PROVIDED
            providers.configure(c, settings, secrets)
        case other:
            raise SettingsError(
                "settings.json", f'auth.type "{other}" is unknown to this hub image'
            )
    if settings.roster is not None:
        c.JupyterHub.authenticator_class = roster.limited(
            c.JupyterHub.authenticator_class, settings.roster, settings.admins
        )
    c.Authenticator.blocked_users = {check.USER}
    # admin_users alone only ever adds. Only who is on the role's list is an admin.
    c.Authenticator.admin_users = set(settings.admins)
    c.JupyterHub.load_roles.append({"name": "admin", "users": list(settings.admins)})
