"""The page of who spent what: what a real gateway reports, and what the page makes of it."""

import unittest
from decimal import Decimal
from urllib.parse import quote

from gateway_process import GatewayProcess, ask, chat, free_port
from gateway_provider import Provider
from rlmprov_gateway.client import Gateway
from rlmprov_hub import pages, spending
from rlmprov_hub.settings import parse_settings
from test_settings import example
from traitlets.config import Config


class ThePage(unittest.IsolatedAsyncioTestCase):
    async def test_it_has_each_user_with_calls_money_budget_and_refusals(self):
        with (
            Provider() as provider,
            GatewayProcess(provider, budget={"user": {"usd": 2}}) as process,
        ):
            gateway = Gateway(f"http://127.0.0.1:{process.admin_port}")
            async with process.client() as session:
                for user in ("ada", "bob"):
                    self.assertEqual((await ask(session, process.key(user)))[0], 200)
                await ask(session, process.key("bob"), chat("free"))
                await ask(session, process.key("bob"), chat("dear"))
            report, problem = await gateway.usage()
            self.assertEqual(problem, "")
            ada, bob = sorted(spending.rows(report), key=lambda row: row.user)
            self.assertEqual((ada.calls, ada.failed, ada.refused), (1, 0, ""))
            self.assertEqual((ada.budget, ada.own_budget, ada.stopped), ("2.00 USD", False, False))
            self.assertEqual((bob.calls, bob.refused), (2, "1 x model not allowed"))
            self.assertEqual([it["model"] for it in bob.models], ["free", "model"])
            self.assertEqual(bob.last, max(it["last"] for it in bob.models))
            # Two, if midnight has come.
            days = spending.days(report)
            self.assertEqual(max(day.share for day in days), 1.0)
            self.assertEqual(sum(day.usd for day in days), Decimal(ada.usd) + Decimal(bob.usd))
            text, _ = await gateway.usage_csv()
            self.assertEqual(len(text.splitlines()), 4)

    async def test_its_forms_stop_users_and_give_them_a_budget(self):
        with Provider() as provider, GatewayProcess(provider) as process:
            gateway = Gateway(f"http://127.0.0.1:{process.admin_port}")

            async def does(*form):
                wish = spending.act(*form)
                self.assertEqual(await gateway.act(wish.method, wish.path, wish.body), "")
                return (await gateway.usage())[0]

            async with process.client() as session:
                key = process.key(quote("o'neil ü"))
                report = await does("stop", "o'neil ü")
                self.assertTrue(report["users"][0]["stopped"])
                self.assertEqual((await ask(session, key))[0], 403)
                await does("resume", "o'neil ü")
                self.assertEqual((await ask(session, key))[0], 200)
                report = await does("budget", "o'neil ü", "0.000001")
                self.assertEqual(spending.rows(report)[0].budget, "0.00 USD")
                self.assertEqual((await ask(session, key))[0], 402)
                await does("budget", "o'neil ü", "500000", "tokens")
                await does("class-budget", "o'neil ü")
                self.assertEqual((await ask(session, key))[0], 200)
                self.assertTrue((await does("stop", ""))["stopped"])
                self.assertEqual((await ask(session, key))[0], 403)
                self.assertFalse((await does("resume", ""))["stopped"])

    async def test_a_gateway_that_is_down_is_told(self):
        gateway = Gateway(f"http://127.0.0.1:{free_port()}", timeout=1)
        report, problem = await gateway.usage()
        self.assertEqual(report, {})
        self.assertIn("does not answer", problem)
        self.assertIn("does not answer", (await gateway.usage_csv())[1])
        self.assertIn("does not answer", await gateway.act("PUT", "/stop"))


class Forms(unittest.TestCase):
    def test_what_is_no_amount_and_no_action(self):
        for form in (
            ("budget", "ada", ""),
            ("budget", "ada", "-1"),
            ("budget", "ada", "NaN"),
            ("budget", "ada", "2 USD"),
            ("budget", "", "2"),
            ("class-budget", ""),
            ("remove", "ada"),
        ):
            with self.subTest(form), self.assertRaises(ValueError):
                spending.act(*form)

    def test_a_name_is_one_part_of_a_path(self):
        self.assertEqual(spending.act("stop", "a/../b").path, "/users/a%2F..%2Fb/stop")

    def test_amounts_as_people_write_them(self):
        self.assertEqual(spending.amount({"usd": "2.5"}), "2.50 USD")
        self.assertEqual(spending.amount({"tokens": 500000}), "500,000 tokens")
        self.assertEqual(spending.amount(None), "")

    def test_the_plot_is_of_tokens_where_nothing_has_a_price(self):
        report = {
            "days": [
                {"day": "2026-11-25", "user": "a", "usd": "0.00", "tokens": 10},
                {"day": "2026-11-26", "user": "a", "usd": "0.00", "tokens": 30},
                {"day": "2026-11-26", "user": "b", "usd": "0.00", "tokens": 10},
            ]
        }
        self.assertEqual([day.share for day in spending.days(report)], [0.25, 1.0])
        self.assertEqual(spending.days({"days": []}), [])


class WhereItIs(unittest.TestCase):
    def test_only_hubs_with_a_gateway_have_the_page(self):
        for gateway, there in (("", False), ("http://gateway-api:4001", True)):
            c = Config()
            pages.configure(c, parse_settings(example(gateway=gateway)), {})
            handlers = c.JupyterHub.extra_handlers.get_value([])
            paths = [handler[0] for handler in handlers]
            self.assertEqual(r"/usage" in paths, there)
            self.assertEqual(c.JupyterHub.template_vars["has_gateway"], there)
