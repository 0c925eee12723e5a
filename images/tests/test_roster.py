"""The list of a class: who gets in besides the kind of login's own rules."""

import tempfile
import unittest
from unittest import mock

from rlmprov_hub.auth import providers
from rlmprov_hub.settings import SettingsError, parse_settings
from test_auth import built, configured, provider
from test_settings import example
from tornado.web import HTTPError

SECRETS = {"RLMPROV_USER_PASSWORD": "correct horse", "RLMPROV_ADMIN_PASSWORD": "a" * 32}


class Roster(unittest.IsolatedAsyncioTestCase):
    def open_hub(self, **changes):
        return built(configured(**changes))

    async def log_in(self, authenticator, name, password=""):
        form = {"username": name, "password": password}
        found = await authenticator.get_authenticated_user(None, form)
        return found and found["name"]

    async def assert_not_listed(self, authenticator, name, password=""):
        with self.assertRaises(HTTPError) as refused:
            await self.log_in(authenticator, name, password)
        self.assertEqual(refused.exception.status_code, 403)
        self.assertIn(f"{name} is not on the list of this class", refused.exception.log_message)

    async def test_without_one_nobody_is_kept_out(self):
        self.assertEqual(await self.log_in(self.open_hub(), "ann"), "ann")

    async def test_those_on_it_and_admins_get_in_and_no_others(self):
        hub = self.open_hub(roster=["ann", " Bea "], admins=["teacher"])
        for name in ("ann", "Bea", "bea", "teacher"):
            self.assertEqual(await self.log_in(hub, name), name.lower())
        await self.assert_not_listed(hub, "eve")

    async def test_an_empty_one_lets_in_admins_alone(self):
        hub = self.open_hub(roster=[], admins=["teacher"])
        self.assertEqual(await self.log_in(hub, "teacher"), "teacher")
        await self.assert_not_listed(hub, "ann")

    async def test_a_password_is_needed_all_the_same(self):
        hub = built(configured(SECRETS, auth={"type": "shared-password"}, roster=["ann"]))
        self.assertEqual(await self.log_in(hub, "ann", "correct horse"), "ann")
        self.assertIsNone(await self.log_in(hub, "ann", "wrong"))
        await self.assert_not_listed(hub, "eve", "correct horse")

    async def test_who_is_taken_off_is_logged_out(self):
        hub = self.open_hub(roster=["ann"], admins=["teacher"])
        for name, stays in (
            ("ann", True),
            ("teacher", True),
            ("rlmprov-check", True),
            ("eve", False),
        ):
            user = mock.Mock()
            user.name = name
            with self.subTest(name):
                self.assertEqual(bool(await hub.refresh_user(user)), stays)

    async def test_at_a_provider_nobody_takes_a_name_who_is_not_on_it(self):
        with tempfile.TemporaryDirectory() as folder, mock.patch.object(providers, "DATA", folder):
            c = provider("github", {"everyone": True}, roster=["ann"])
            hub = built(c)
            info = {"github_user": {"id": 7, "login": "eve"}}
            with self.assertRaises(HTTPError):
                await hub.run_post_auth_hook(None, {"name": "eve", "auth_state": info})
            # The name is free: another number may have it.
            self.assertTrue(hub.identities.claim("eve", "8"))


class Setting(unittest.TestCase):
    def test_absent_is_not_the_same_as_empty(self):
        self.assertIsNone(parse_settings(example()).roster)
        self.assertEqual(parse_settings(example(roster=[])).roster, [])

    def test_it_is_a_list_of_names(self):
        for wrong in ("ann", [1], {}):
            with self.assertRaisesRegex(SettingsError, "roster must be a list of strings"):
                parse_settings(example(roster=wrong))
