"""Budgets: what is reserved, when a call waits, when it is refused, when a budget restarts."""

import sqlite3
import unittest
from datetime import datetime
from zoneinfo import ZoneInfo

from rlmprov_gateway import config, period
from rlmprov_gateway.accounts import Accounts, Estimate
from rlmprov_gateway.acts import Acts
from rlmprov_gateway.errors import Refusal
from rlmprov_gateway.keys import Keys
from rlmprov_gateway.ledger import Ledger
from rlmprov_gateway.money import amount, dollars, show
from rlmprov_gateway.prices import Usage, price

BERLIN = ZoneInfo("Europe/Berlin")
THURSDAY = datetime(2026, 11, 26, 23, 0, tzinfo=BERLIN).timestamp()
PRICE = price({"input": 1, "output": 10})


def estimate(output=1000, least=100, read=100, priced=PRICE):
    return Estimate("openai", "model", priced, read, output, least)


class Budgets(unittest.TestCase):
    def accounts(self, **budget):
        self.now = THURSDAY
        self.database = sqlite3.connect(":memory:", isolation_level=None)
        self.addCleanup(self.database.close)
        self.acts, self.ledger = Acts(self.database), Ledger(self.database)
        parsed = config.parse({"budget": budget, "timezone": "Europe/Berlin"}, {})
        return Accounts(parsed, self.ledger, self.acts, lambda: self.now)

    def test_only_calls_at_work_make_a_call_wait_and_what_is_settled_refuses_it(self):
        accounts = self.accounts(user={"usd": 0.012})
        first = accounts.reserve("ada", "", estimate())
        self.assertEqual(first.output, 1000)
        # 0.0101 of 0.012 are reserved.
        self.assertIsNone(accounts.reserve("ada", "", estimate()))
        accounts.settle(first, Usage(100, 100), 200, 1)
        second = accounts.reserve("ada", "", estimate())
        self.assertEqual(second.output, 1000)
        accounts.settle(second, Usage(100, 1000), 200, 1)
        with self.assertRaisesRegex(Refusal, r"\$0.0008 left, and this call can come to \$0.0011"):
            accounts.reserve("ada", "", estimate())
        # Ben has a budget of his own.
        self.assertEqual(accounts.reserve("ben", "", estimate()).output, 1000)

    def test_a_call_that_fits_in_part_is_told_to_write_less(self):
        accounts = self.accounts(user={"usd": 0.0051})
        self.assertEqual(accounts.reserve("ada", "", estimate()).output, 500)

    def test_a_call_that_can_never_fit_is_refused_though_others_are_at_work(self):
        accounts = self.accounts(user={"usd": 0.02})
        accounts.reserve("ada", "", estimate())
        with self.assertRaisesRegex(Refusal, "A shorter prompt"):
            accounts.reserve("ada", "", estimate(read=30000))

    def test_a_comfortable_output_starts_beside_others(self):
        accounts = self.accounts(user={"usd": 0.3})
        first = accounts.reserve("ada", "", estimate(output=16000))
        second = accounts.reserve("ada", "", estimate(output=16000))
        self.assertEqual((first.output, second.output), (16000, 13980))
        self.assertIsNone(accounts.reserve("ada", "", estimate(output=16000)))

    def test_tokens_need_no_price_and_dollars_do(self):
        accounts = self.accounts(user={"tokens": 600})
        self.assertFalse(accounts.needs_price("ada"))
        self.assertEqual(accounts.reserve("ada", "", estimate(priced=None)).output, 500)
        self.assertTrue(self.accounts(**{"class": {"usd": 1}}).needs_price("ada"))

    def test_without_a_budget_nothing_is_limited_and_all_is_counted(self):
        accounts = self.accounts()
        call = accounts.reserve("ada", "", estimate())
        self.assertIsNone(call.output)
        accounts.settle(call, Usage(1000, 100), 200, 1)
        self.assertEqual(accounts.spent("ada").pico, 2 * 10**9)

    def test_a_free_model_is_not_limited_by_dollars(self):
        accounts = self.accounts(user={"usd": 1})
        free = price({"input": 0, "output": 0})
        self.assertIsNone(accounts.reserve("ada", "", estimate(priced=free)).output)

    def test_the_cost_that_a_provider_tells_is_above_the_price(self):
        accounts = self.accounts()
        call = accounts.reserve("ada", "", estimate())
        accounts.settle(call, Usage(100, 100, cost=7), 200, 1)
        self.assertEqual(accounts.spent("ada").pico, 7)

    def test_a_budget_of_a_day_begins_anew_at_midnight_of_the_class(self):
        accounts = self.accounts(user={"usd": 0.0101}, every="day")
        accounts.settle(accounts.reserve("ada", "", estimate()), None, 200, 1)
        with self.assertRaisesRegex(Refusal, "begins at midnight"):
            accounts.check("ada")
        self.now += 3599
        with self.assertRaises(Refusal):
            accounts.check("ada")
        self.now += 2
        accounts.check("ada")
        self.assertEqual(accounts.spent("ada").pico, 0)

    def test_a_call_counts_for_the_day_on_which_it_began(self):
        accounts = self.accounts(user={"usd": 1}, every="day")
        call = accounts.reserve("ada", "", estimate())
        self.now += 7200
        accounts.settle(call, None, 200, 1)
        self.assertEqual(accounts.spent("ada").pico, 0)
        self.assertEqual(self.ledger.spent("2026-11-26")["ada"].pico, call.entry.pico)

    def test_periods(self):
        self.assertEqual(period.day(THURSDAY, BERLIN), "2026-11-26")
        self.assertEqual(period.day(THURSDAY, ZoneInfo("Asia/Tokyo")), "2026-11-27")
        self.assertEqual(period.first_day("2026-11-26", "week"), "2026-11-23")
        self.assertEqual(period.first_day("2026-11-23", "week"), "2026-11-23")
        self.assertEqual(period.first_day("2026-11-26", "day"), "2026-11-26")
        self.assertLess(period.first_day("2026-11-26", "course"), "1970-01-01")
        # A day of 25 hours.
        begin = datetime(2026, 10, 25, tzinfo=BERLIN).timestamp()
        self.assertEqual(period.midnight("2026-10-25", BERLIN) - begin, 25 * 3600)

    def test_acts_outlive_the_process_and_a_change_of_the_configuration(self):
        accounts = self.accounts(user={"usd": 1})
        self.acts.set_budget("ada", amount({"usd": "5.5"}))
        self.acts.stop("ben")
        again = Acts(self.database)
        accounts.configure(config.parse({"budget": {"user": {"usd": 2}}}, {}))
        self.assertEqual(again.budgets, {"ada": amount({"usd": 5.5})})
        self.assertTrue(again.is_stopped("ben"))
        self.assertFalse(again.is_stopped("ada"))
        self.assertEqual(str(accounts.budget("ada")), "$5.50")
        self.assertEqual(str(accounts.budget("eve")), "$2.00")

    def test_an_open_call_of_a_former_process_counts_as_reserved(self):
        accounts = self.accounts(user={"usd": 1})
        call = accounts.reserve("ada", "", estimate())
        again = Accounts(accounts.config, Ledger(self.database), self.acts, lambda: self.now)
        self.assertEqual(again.spent("ada").pico, call.entry.pico)

    def test_old_calls_go_and_their_sums_stay(self):
        accounts = self.accounts(user={"usd": 1})
        accounts.settle(accounts.reserve("ada", "", estimate()), None, 200, 1)
        accounts.reserve("ada", "", estimate())
        self.assertEqual(self.ledger.prune(self.now + 1), 1)
        self.assertEqual(self.ledger.spent("")["ada"].pico, 10_100_000_000)

    def test_a_full_disk_makes_no_call(self):
        accounts = self.accounts(user={"usd": 1})
        self.database.execute("PRAGMA query_only = 1")
        with self.assertRaisesRegex(Refusal, "cannot write to its disk"):
            accounts.reserve("ada", "", estimate())

    def test_the_database_has_hashes_of_keys(self):
        database = sqlite3.connect(":memory:", isolation_level=None)
        self.addCleanup(database.close)
        key = Keys(database).issue("ada", "", 0)
        self.assertEqual(Keys(database).holder(key).user, "ada")
        self.assertNotIn(key, "".join(database.iterdump()))
        self.assertIsNone(Keys(database).holder(key + "x"))

    def test_amounts(self):
        self.assertEqual(dollars(131_542 * 10**6), "0.131542")
        self.assertEqual(dollars(2 * 10**12), "2.00")
        self.assertEqual(show("usd", 131_542 * 10**6), "$0.13")
        self.assertEqual(show("usd", 4_200 * 10**6), "$0.0042")
        self.assertEqual(show("usd", 10**6), "$0.00")
        self.assertEqual(amount({"usd": "0.05"}).as_json(), {"usd": "0.05"})
        for wrong in (
            {},
            {"usd": -1},
            {"usd": True},
            {"usd": "NaN"},
            {"tokens": 1.5},
            {"eur": 1},
            2,
        ):
            with self.subTest(wrong), self.assertRaises(ValueError):
                amount(wrong)
