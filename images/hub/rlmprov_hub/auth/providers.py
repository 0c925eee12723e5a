"""`github`, `google` and `oidc`: who somebody is, says a provider; who gets in, says hub.yaml."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from oauthenticator.generic import GenericOAuthenticator
from oauthenticator.github import GitHubOAuthenticator
from oauthenticator.google import GoogleOAuthenticator
from oauthenticator.oauth2 import OAuthenticator
from tornado.web import HTTPError
from traitlets import Instance, Set, Unicode

from rlmprov_hub import check
from rlmprov_hub.auth import discovery, names
from rlmprov_hub.auth.identities import Identities
from rlmprov_hub.hub import DATA
from rlmprov_hub.settings import Auth, Settings, SettingsError


class Provider(OAuthenticator):
    """What the three kinds have in common."""

    # The claim that is one person's for ever.
    subject_claim = "sub"

    identities = Instance(Identities, config=True)
    # Groups of people, other than by name, that may log in; what they are is the kind's.
    allowed_members = Set(Unicode(), config=True).tag(allow_config=True)

    def user_info_to_username(self, user_info: dict[str, Any]) -> str:
        """The name, or a 403 that says why there is none."""
        return names.provided(user_info.get(self.username_claim))

    async def update_auth_model(self, auth_model: dict[str, Any]) -> dict[str, Any]:
        """Here and not in check_allowed, which JupyterHub does not ask when all are allowed."""
        auth_model = await super().update_auth_model(auth_model)
        self.verify(self._info(auth_model))
        return auth_model

    def verify(self, user_info: dict[str, Any]) -> None:
        """Raises a 403 if the provider itself does not vouch for what it says."""

    async def check_allowed(self, username: str, auth_model: dict[str, Any]) -> bool:
        """By name, or by what the provider says of the person."""
        if await super().check_allowed(username, auth_model):
            return True
        return bool(self.allowed_members & self.memberships(self._info(auth_model)))

    def memberships(self, user_info: dict[str, Any]) -> set[str]:
        """What `allowed_members` is looked up in."""
        return set()

    async def run_post_auth_hook(self, handler: Any, auth_model: dict[str, Any]) -> dict[str, Any]:
        """All said yes; but it must be the same person as last time."""
        subject = self._info(auth_model).get(self.subject_claim)
        if not subject:
            raise HTTPError(403, f"Your provider did not tell your {self.subject_claim}.")
        if not self.identities.claim(auth_model["name"], str(subject)):
            self.log.warning("%s is another account than before", auth_model["name"])
            raise HTTPError(
                403,
                f"{auth_model['name']} is the name of somebody else here, who had it before you."
                " Ask your teacher, who can delete that user on the admin page.",
            )
        return await super().run_post_auth_hook(handler, auth_model)

    def delete_user(self, user: Any) -> None:
        """Frees the name as well."""
        self.identities.release(user.name)
        super().delete_user(user)

    async def refresh_user(self, user: Any, handler: Any = None, **kwargs: Any) -> bool:
        """Ends the session of who was taken off the list of names.

        Members of organizations and the like are looked at again when they log in: no token is
        kept with which the provider could be asked.
        """
        listed = user.name in self.allowed_users | self.admin_users | {check.USER}
        return self.allow_all or listed or self.admits_members()

    def admits_members(self) -> bool:
        """Whether anybody gets in who is not named."""
        return bool(self.allowed_members)

    def _info(self, auth_model: dict[str, Any]) -> dict[str, Any]:
        return auth_model["auth_state"][self.user_auth_state_key]


class GitHubLogin(Provider, GitHubOAuthenticator):
    """GitHub accounts. GitHubOAuthenticator asks for members of organizations and teams."""

    subject_claim = "id"

    def admits_members(self) -> bool:
        """Upstream has a list of its own."""
        return bool(self.allowed_organizations)


class GoogleLogin(Provider, GoogleOAuthenticator):
    """Google accounts; their names are whole addresses, whatever domains are allowed."""

    subject_claim = "id"

    def user_info_to_username(self, user_info: dict[str, Any]) -> str:
        """Upstream's other methods look for the domain."""
        name = super().user_info_to_username(user_info)
        user_info["domain"] = name.partition("@")[2]
        return name

    def verify(self, user_info: dict[str, Any]) -> None:
        """An address that is not verified may be somebody else's."""
        if user_info.get("verified_email") is not True:
            raise HTTPError(403, "Google has not verified your e-mail address yet.")

    def memberships(self, user_info: dict[str, Any]) -> set[str]:
        """`hd`, not the end of the address: an account may have any address."""
        return {str(user_info.get("hd", "")).lower()}


class OidcLogin(Provider, GenericOAuthenticator):
    """Any OpenID provider."""

    groups_claim = Unicode("groups", config=True)
    # The provider's groups that become the hub's, because a profile names them.
    profile_groups = Set(Unicode(), config=True)

    def get_user_groups(self, auth_state: dict[str, Any]) -> set[str]:
        """Those of a user, at each login."""
        return self.profile_groups & self.memberships(auth_state[self.user_auth_state_key])

    def verify(self, user_info: dict[str, Any]) -> None:
        """With many providers anybody may write any address into their profile."""
        verified = user_info.get("email_verified") in (True, "true")
        if self.username_claim == "email" and not verified:
            raise HTTPError(
                403,
                "Your provider does not say that your e-mail address is verified. "
                'Ask your teacher for another "username-claim".',
            )

    def memberships(self, user_info: dict[str, Any]) -> set[str]:
        """The claim's values; `a.b` is b in a, unless there is a claim of that very name."""
        value: Any = user_info.get(self.groups_claim)
        if value is None:
            value = user_info
            for key in self.groups_claim.split("."):
                value = value.get(key) if isinstance(value, dict) else None
        values = value if isinstance(value, list) else [value]
        return {v for v in values if isinstance(v, str)}


def configure(c: Any, settings: Settings, secrets: dict[str, str]) -> None:
    """Sets one of the three. Raises SettingsError if the provider cannot be found or is not."""
    auth = settings.auth
    secret = secrets.get("RLMPROV_OAUTH_CLIENT_SECRET", "")
    if not secret:
        raise SettingsError("secrets.env", "RLMPROV_OAUTH_CLIENT_SECRET is missing")
    c.OAuthenticator.client_id = auth.clientId
    c.OAuthenticator.client_secret = secret
    c.OAuthenticator.oauth_callback_url = auth.callbackUrl
    c.OAuthenticator.allow_all = auth.allow.everyone
    c.OAuthenticator.allowed_users = set(auth.allow.users)
    # Else who got in once would get in for ever.
    c.OAuthenticator.allow_existing_users = False
    issuer = auth.issuer or auth.type
    c.Provider.identities = Identities(Path(DATA, "identities.sqlite"), issuer)
    {"github": github, "google": google, "oidc": oidc}[auth.type](c, auth)
    groups = {group for profile in settings.profiles.values() for group in profile.groups}
    if auth.type == "oidc" and groups:
        c.Authenticator.manage_groups = True
        c.OidcLogin.profile_groups = groups


def github(c: Any, auth: Auth) -> None:
    c.JupyterHub.authenticator_class = GitHubLogin
    c.GitHubLogin.allowed_organizations = set(auth.allow.organizations)
    # Without it GitHub tells public memberships only.
    c.GitHubLogin.scope = ["read:org"] if auth.allow.organizations else []


def google(c: Any, auth: Auth) -> None:
    c.JupyterHub.authenticator_class = GoogleLogin
    c.GoogleLogin.allowed_members = set(auth.allow.domains)
    # Upstream drops the domain if there is one: another domain more, and all had new names.
    c.GoogleLogin.strip_domain = False


def oidc(c: Any, auth: Auth) -> None:
    endpoints = discovery.endpoints(auth.issuer, Path(DATA, "openid-configuration.json"))
    c.JupyterHub.authenticator_class = OidcLogin
    c.OidcLogin.login_service = urlsplit(auth.issuer).hostname or auth.issuer
    c.OidcLogin.authorize_url = endpoints.authorize
    c.OidcLogin.token_url = endpoints.token
    c.OidcLogin.userdata_url = endpoints.userinfo
    c.OidcLogin.basic_auth = endpoints.basic_auth
    c.OidcLogin.scope = auth.scopes
    c.OidcLogin.username_claim = auth.usernameClaim
    c.OidcLogin.groups_claim = auth.groupsClaim
    c.OidcLogin.allowed_members = set(auth.allow.groups)
