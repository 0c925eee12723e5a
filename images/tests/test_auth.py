"""From settings to an authenticator: what is set, and what is refused."""

import json
import tempfile
import unittest
from pathlib import Path
from unittest import mock

from rlmprov_hub import auth
from rlmprov_hub.auth import accounts, discovery, providers
from rlmprov_hub.auth.open_hub import OpenAuthenticator
from rlmprov_hub.settings import SettingsError, parse_settings
from test_settings import example
from traitlets.config import Config

USER_PASSWORD = "correct horse"
ADMIN_PASSWORD = "a" * 32
CLIENT = {"clientId": "the-hub", "callbackUrl": "https://hub.example.org/hub/oauth_callback"}


def configured(secrets=None, **changes):
    c = Config()
    auth.configure(c, parse_settings(example(**changes)), secrets or {})
    return c


def provider(type, allow, roster=None, **more):
    listed = {} if roster is None else {"roster": roster}
    return configured(
        {"RLMPROV_OAUTH_CLIENT_SECRET": "s3cret"},
        auth={"type": type, "allow": allow, **CLIENT, **more},
        **listed,
    )


def built(c):
    """The authenticator that JupyterHub would make of it."""
    return c.JupyterHub.authenticator_class(config=c)


def lazy_list(value):
    """What `c.X.y.append(...)` collected."""
    return value.get_value([])


class Kinds(unittest.TestCase):
    def test_shared_password_needs_one(self):
        with self.assertRaisesRegex(SettingsError, "RLMPROV_USER_PASSWORD is missing"):
            configured(auth__type="shared-password")

    def test_shared_password(self):
        passwords = {
            "RLMPROV_USER_PASSWORD": USER_PASSWORD,
            "RLMPROV_ADMIN_PASSWORD": ADMIN_PASSWORD,
        }
        c = configured(passwords, auth__type="shared-password")
        self.assertEqual(c.SharedPasswordAuthenticator.user_password, USER_PASSWORD)
        self.assertEqual(c.SharedPasswordAuthenticator.admin_password, ADMIN_PASSWORD)

    def test_an_unknown_kind_is_refused(self):
        with self.assertRaisesRegex(SettingsError, 'auth.type "saml" is unknown'):
            configured(auth__type="saml")

    def test_accounts_with_admins_need_their_password(self):
        with self.assertRaisesRegex(SettingsError, "RLMPROV_ADMIN_PASSWORD is missing"):
            configured(auth={"type": "accounts", "signUp": "open"})

    def test_the_three_ways_to_sign_up(self):
        for word, enabled, at_once in (
            ("open", True, True),
            ("approved", True, False),
            ("closed", False, False),
        ):
            c = configured(admins=[], auth={"type": "accounts", "signUp": word})
            ours = c.AccountsAuthenticator
            self.assertEqual((ours.enable_signup, ours.open_signup), (enabled, at_once))

    def test_a_provider_needs_the_hubs_secret(self):
        for kind in ("github", "google", "oidc"):
            with self.assertRaisesRegex(SettingsError, "RLMPROV_OAUTH_CLIENT_SECRET is missing"):
                configured(auth={"type": kind, **CLIENT})

    def test_the_list_of_admins_is_the_role(self):
        roles = {role["name"]: role for role in lazy_list(configured().JupyterHub.load_roles)}
        self.assertEqual(roles["admin"]["users"], ["teacher"])
        none = {r["name"]: r for r in lazy_list(configured(admins=[]).JupyterHub.load_roles)}
        self.assertEqual(none["admin"]["users"], [])


class OpenLogin(unittest.IsolatedAsyncioTestCase):
    async def log_in(self, name, password, admin_password):
        authenticator = OpenAuthenticator(admin_password=admin_password)
        authenticator.admin_users = {"teacher"}
        return await authenticator.authenticate(None, {"username": name, "password": password})

    async def test_any_name_gets_in_and_is_no_admin(self):
        ann = await self.log_in("ann", "", "")
        self.assertEqual(ann, {"name": "ann", "admin": False})

    async def test_an_admin_password_guards_the_admins_names(self):
        self.assertIsNone(await self.log_in("teacher", "", ADMIN_PASSWORD))
        teacher = await self.log_in("teacher", ADMIN_PASSWORD, ADMIN_PASSWORD)
        self.assertEqual(teacher, {"name": "teacher", "admin": True})

    async def test_an_admin_is_one_however_the_name_is_typed(self):
        self.assertIsNone(await self.log_in("Teacher", "", ADMIN_PASSWORD))
        teacher = await self.log_in("TEACHER", "", "")
        self.assertEqual(teacher, {"name": "teacher", "admin": True})


class SharedPassword(unittest.IsolatedAsyncioTestCase):
    """With passwords that are not ASCII: JupyterHub's own comparison raises TypeError."""

    USER, ADMIN = "schöner Tag", "ü" * 32

    async def log_in(self, name, password):
        passwords = {"RLMPROV_USER_PASSWORD": self.USER, "RLMPROV_ADMIN_PASSWORD": self.ADMIN}
        c = configured(passwords, auth__type="shared-password", admins=["teacher"])
        return await built(c).authenticate(None, {"username": name, "password": password})

    async def test_any_name_with_the_classs_password_is_no_admin(self):
        self.assertEqual(await self.log_in("ann", self.USER), {"name": "ann", "admin": False})
        for password in ("", "schoner Tag", self.ADMIN):
            self.assertIsNone(await self.log_in("ann", password))

    async def test_an_admin_is_one_however_the_name_is_typed(self):
        for name in ("teacher", "Teacher", "TEACHER"):
            self.assertIsNone(await self.log_in(name, self.USER))
            admin = await self.log_in(name, self.ADMIN)
            self.assertEqual(admin, {"name": "teacher", "admin": True})

    async def test_nobody_is_an_admin_without_a_password_for_admins(self):
        c = configured(
            {"RLMPROV_USER_PASSWORD": self.USER}, auth__type="shared-password", admins=["teacher"]
        )
        given = {"username": "teacher", "password": ""}
        self.assertIsNone(await built(c).authenticate(None, given))


class Providers(unittest.TestCase):
    def test_github_asks_for_private_memberships_only_where_it_needs_them(self):
        self.assertEqual(provider("github", {"users": ["ann"]}).GitHubLogin.scope, [])
        c = provider("github", {"organizations": ["school:rlm"]})
        self.assertEqual(c.GitHubLogin.scope, ["read:org"])
        self.assertEqual(c.GitHubLogin.allowed_organizations, {"school:rlm"})

    def test_who_once_got_in_does_not_for_that_reason_get_in_again(self):
        authenticator = built(provider("github", {"users": ["ann"]}))
        self.assertFalse(authenticator.allow_existing_users)
        self.assertFalse(authenticator.allow_all)

    def test_names_of_providers_are_longer_and_may_be_addresses(self):
        google = built(provider("google", {"users": ["anna+rlm@mail.example.org"]}))
        self.assertTrue(google.validate_username("anna+rlm@mail.example.org"))
        accounts_hub = configured(admins=[], auth={"type": "accounts", "signUp": "open"})
        self.assertNotRegex("anna@example.org", accounts_hub.Authenticator.username_pattern)

    def test_google_is_known_by_its_hosted_domain_and_not_by_the_address(self):
        google = built(provider("google", {"domains": ["example.org"]}))
        self.assertEqual(google.memberships({"email": "a@example.org"}), {""})
        self.assertEqual(google.memberships({"hd": "Example.org"}), {"example.org"})

    def test_groups_in_claims_of_any_shape(self):
        cases = {
            ("groups", '{"groups": ["a", "b", 1]}'): {"a", "b"},
            ("groups", '{"groups": "a"}'): {"a"},
            ("groups", "{}"): set(),
            ("realm_access.roles", '{"realm_access": {"roles": ["a"]}}'): {"a"},
            ("realm_access.roles", '{"realm_access": "a"}'): set(),
            ("https://x.example/groups", '{"https://x.example/groups": ["a"]}'): {"a"},
        }
        for (claim, told), groups in cases.items():
            with self.subTest(told):
                oidc = providers.OidcLogin(groups_claim=claim)
                self.assertEqual(oidc.memberships(json.loads(told)), groups)


class Sessions(unittest.IsolatedAsyncioTestCase):
    async def fresh(self, allow, name="ann"):
        authenticator = built(provider("github", allow))
        return await authenticator.refresh_user(_User(name))

    async def test_who_was_taken_off_the_list_is_logged_out(self):
        self.assertTrue(await self.fresh({"users": ["ann"]}))
        self.assertFalse(await self.fresh({"users": ["bea"]}))

    async def test_admins_and_our_own_check_need_not_be_on_it(self):
        self.assertTrue(await self.fresh({"users": ["bea"]}, "teacher"))
        self.assertTrue(await self.fresh({"users": ["bea"]}, "rlmprov-check"))

    async def test_members_are_looked_at_when_they_log_in(self):
        self.assertTrue(await self.fresh({"users": ["bea"], "organizations": ["school"]}))
        self.assertTrue(await self.fresh({"everyone": True}))

    async def test_one_of_an_account_ends_with_it_or_with_its_approval(self):
        # Without the database that one has for its accounts.
        authenticator = accounts.AccountsAuthenticator.__new__(accounts.AccountsAuthenticator)
        authenticator.admin_users = {"teacher"}
        authenticator.get_user = {
            "approved": mock.Mock(is_authorized=True),
            "revoked": mock.Mock(is_authorized=False),
        }.get
        names = ("approved", "revoked", "discarded", "teacher", "rlmprov-check")
        goes_on = [name for name in names if await authenticator.refresh_user(_User(name))]
        self.assertEqual(goes_on, ["approved", "teacher", "rlmprov-check"])


class _User:
    def __init__(self, name):
        self.name = name


ISSUER = "https://sso.example.org/realms/school"
SAYS = {
    "issuer": ISSUER,
    "authorization_endpoint": ISSUER + "/auth",
    "token_endpoint": ISSUER + "/token",
    "userinfo_endpoint": ISSUER + "/userinfo",
}


class Discovery(unittest.TestCase):
    def test_endpoints(self):
        found = discovery.parse(ISSUER, SAYS)
        self.assertEqual(found.token, ISSUER + "/token")
        self.assertTrue(found.basic_auth)

    def test_the_secret_goes_into_the_form_where_that_is_taken(self):
        methods = {
            "token_endpoint_auth_methods_supported": ["private_key_jwt", "client_secret_post"]
        }
        self.assertFalse(discovery.parse(ISSUER, SAYS | methods).basic_auth)

    def test_what_is_not_taken(self):
        without = {k: v for k, v in SAYS.items() if k != "userinfo_endpoint"}
        cases = {
            "calls itself https://other.example": SAYS | {"issuer": "https://other.example"},
            "is no OpenID configuration": {"hello": "world"},
            "it has no userinfo_endpoint": without,
            "token_endpoint is not https://": SAYS | {"token_endpoint": "http://x/token"},
        }
        for problem, document in cases.items():
            with self.subTest(problem), self.assertRaises(discovery.NoProvider) as refused:
                discovery.parse(ISSUER, document)
            self.assertIn(problem, str(refused.exception))

    def test_a_provider_that_is_away_is_believed_what_it_said_before(self):
        with tempfile.TemporaryDirectory() as directory:
            kept = Path(directory, "kept.json")
            with mock.patch.object(discovery, "_fetch", return_value=SAYS):
                first = discovery.endpoints(ISSUER, kept)
            away = mock.patch.object(discovery, "_fetch", side_effect=OSError("refused"))
            with away, self.assertLogs("rlmprov", "WARNING"):
                self.assertEqual(discovery.endpoints(ISSUER, kept), first)
            with away, self.assertRaisesRegex(discovery.NoProvider, "cannot be read: refused"):
                discovery.endpoints("https://other.example", kept)


class Passwords(unittest.TestCase):
    def test_long_enough_not_common_and_all_of_it_compared(self):
        authenticator = accounts.AccountsAuthenticator(add_new_table=False)
        authenticator.minimum_password_length = accounts.PASSWORD_LENGTH
        authenticator.check_common_password = True
        cases = {"a" * 9: False, "ten letter": True, "1234567890": False, "a" * 72: True}
        cases |= {"a" * 73: False, "ä" * 37: False}
        for password, strong in cases.items():
            self.assertEqual(authenticator.is_password_strong(password), strong, password)
