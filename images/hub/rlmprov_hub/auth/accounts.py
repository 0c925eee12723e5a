"""`accounts`: people choose a name and a password; admins let them in, if hub.yaml says so."""

from __future__ import annotations

import asyncio
from datetime import datetime
from pathlib import Path
from typing import Any

import bcrypt
from jupyterhub import orm
from jupyterhub.handlers import login
from nativeauthenticator import NativeAuthenticator, handlers
from nativeauthenticator.orm import UserInfo
from tornado.web import HTTPError
from traitlets import Unicode

from rlmprov_hub import check
from rlmprov_hub.auth import names
from rlmprov_hub.auth.passwords import same
from rlmprov_hub.settings import Settings, SettingsError

TEMPLATES = Path(__file__).with_name("templates")
PASSWORD_LENGTH = 10
# What bcrypt takes.
PASSWORD_BYTES = 72
PASSWORD_RULE = f"At least {PASSWORD_LENGTH} characters, and none of the common ones."
FAILURES = 5
LOCKED_SECONDS = 600


class AccountsAuthenticator(NativeAuthenticator):
    """NativeAuthenticator, in which the names of admins are not anybody's who signs up first."""

    admin_password = Unicode("", config=True)

    async def authenticate(self, handler: Any, data: dict[str, str]) -> str | None:
        """Admins by the password of hub.yaml, others by their own; a 403 that says why not."""
        name = names.own(self.normalize_username(data.get("username", "")))
        password = data.get("password", "")
        if name in self.admin_users:
            right = same(password, self.admin_password)
            return name if right and self.admin_password else None
        if self.is_blocked(name):
            minutes = self.seconds_before_next_try // 60
            raise HTTPError(
                403, f"Too many failed logins as {name}. Wait {minutes} minutes and try again."
            )
        account = self.get_user(name)
        if account is None:
            return None
        # Counted before it is known, so that many at the same time are counted too.
        self.add_login_attempt(name)
        if not await matches(password, account.password):
            return None
        self.successful_login(name)
        if not account.is_authorized:
            raise HTTPError(403, "An admin has not approved your account yet.")
        return name

    def can_try_to_login_again(self, username: str) -> bool:
        """Upstream takes `.seconds` of the difference, which restarts after each day."""
        attempts = self.login_attempts.get(username)
        if not attempts:
            return True
        waited = (datetime.now() - attempts["time"]).total_seconds()
        return waited > self.seconds_before_next_try

    def user_exists(self, username: str) -> bool:
        """Whether the name is taken: also those of admins, who have no account, and our own."""
        name = self.normalize_username(username)
        return name in self.admin_users | self.blocked_users or super().user_exists(name)

    def create_user(self, username: str, password: str, **kwargs: Any) -> UserInfo | None:
        """Takes no e-mail address and no second factor from the form.

        A name that the hub knows without an account has a former life, as an admin's or from
        another kind of auth, and files: an admin must say whose it is, even if sign-up is open.
        """
        name = self.normalize_username(username)
        known = orm.User.find(self.db, name) is not None
        account = super().create_user(name, password)
        if account and known and account.is_authorized:
            account.is_authorized = False
            self.db.commit()
        return account

    def is_password_strong(self, password: str) -> bool:
        """Long enough, not common, and not longer than what is compared."""
        return len(password.encode()) <= PASSWORD_BYTES and super().is_password_strong(password)

    async def refresh_user(self, user: Any, handler: Any = None) -> bool:
        """Ends the session of an account that is no more, or not approved any more."""
        if user.name in self.admin_users | {check.USER}:
            return True
        account = self.get_user(user.name)
        return account is not None and bool(account.is_authorized)

    def get_handlers(self, app: Any) -> list[tuple[str, type]]:
        """Upstream's pages, with ours in place of those that need it."""
        ours = {
            r"/login": LoginHandler,
            r"/signup": SignUpHandler,
            r"/authorize/([^/]*)": AuthorizeHandler,
            r"/discard/([^/]*)": DiscardHandler,
            r"/change-password": ChangePasswordHandler,
        }
        return [(path, ours.get(path, other)) for path, other in super().get_handlers(app)]


async def matches(password: str, hashed: bytes) -> bool:
    """Compares in a thread: upstream holds the hub up for a third of a second with each login."""
    given = password.encode()
    if len(given) > PASSWORD_BYTES:
        return False
    return await asyncio.to_thread(bcrypt.checkpw, given, hashed)


class LoginHandler(login.LoginHandler, handlers.LocalBase):
    """JupyterHub's: NativeAuthenticator's own says nothing where we raise, and 200 to a failure."""


class SignUpHandler(handlers.SignUpHandler):
    """Upstream's, with messages that say what to do, and a form that keeps the name."""

    def get_result_message(
        self, user: UserInfo | None, human: bool, taken: bool, matches: bool, admin: bool
    ) -> tuple[str, str]:
        """Bootstrap's class of the message, and the message."""
        if user and not user.is_authorized:
            return "alert-info", "You are signed up. You can log in once an admin has approved it."
        name = self.authenticator.normalize_username(self.get_body_argument("username"))
        if not self.authenticator.validate_username(name):
            return "alert-danger", names.problem(name)
        if matches and not taken and not user:
            return "alert-danger", f"This password cannot be taken. {PASSWORD_RULE}"
        return super().get_result_message(user, human, taken, matches, admin)

    def render_template(self, name: str, **variables: Any) -> Any:
        """Adds the name that was typed: nobody has to type it twice."""
        typed = self.get_body_argument("username", "")
        return super().render_template(name, username=typed, **variables)


class AuthorizeHandler(handlers.ToggleAuthorizationHandler):
    """Upstream changes it by GET, without the XSRF check: a link in a notebook was enough."""

    async def get(self, name: str) -> None:
        """Refused."""
        raise HTTPError(405)

    @handlers.admin_users_scope
    async def post(self, name: str) -> None:
        """The form field `approve` is yes or no."""
        account = self.authenticator.get_user(name)
        if account is None:
            raise HTTPError(404)
        account.is_authorized = self.get_body_argument("approve") == "yes"
        self.db.commit()
        self.redirect(self.hub.base_url + "authorize")


class DiscardHandler(handlers.DiscardHandler):
    """As AuthorizeHandler."""

    post = handlers.DiscardHandler.get

    async def get(self, user_name: str) -> None:
        """Refused."""
        raise HTTPError(405)


class ChangePasswordHandler(handlers.ChangePasswordHandler):
    """Admins have no account whose password could be changed."""

    async def prepare(self) -> None:
        """Refuses admins."""
        await super().prepare()
        user = self.current_user
        if user and user.name in self.authenticator.admin_users:
            raise HTTPError(403, "The password of admins is auth.admin-password in hub.yaml.")


def configure(c: Any, settings: Settings, secrets: dict[str, str]) -> None:
    """Sets the authenticator. Raises SettingsError if admins had no password."""
    admin_password = secrets.get("RLMPROV_ADMIN_PASSWORD", "")
    if settings.admins and not admin_password:
        raise SettingsError("secrets.env", "RLMPROV_ADMIN_PASSWORD is missing")
    c.JupyterHub.authenticator_class = AccountsAuthenticator
    # First: JupyterHub's own are in the list already.
    c.JupyterHub.template_paths.insert(0, str(TEMPLATES))
    c.JupyterHub.template_vars.update({"has_accounts": True, "password_rule": PASSWORD_RULE})
    c.AccountsAuthenticator.admin_password = admin_password
    c.AccountsAuthenticator.enable_signup = settings.auth.signUp != "closed"
    c.AccountsAuthenticator.open_signup = settings.auth.signUp == "open"
    c.AccountsAuthenticator.minimum_password_length = PASSWORD_LENGTH
    c.AccountsAuthenticator.check_common_password = True
    c.AccountsAuthenticator.allowed_failed_logins = FAILURES
    c.AccountsAuthenticator.seconds_before_next_try = LOCKED_SECONDS
