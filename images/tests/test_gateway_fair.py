"""Who goes first, and how many calls a provider is given at once."""

import asyncio
import unittest

from rlmprov_gateway.errors import Refusal
from rlmprov_gateway.fair import FairQueue, Gone
from rlmprov_gateway.pace import Pace, retry_after


class Queue(unittest.IsolatedAsyncioTestCase):
    def setUp(self):
        self.places, self.order, self.budgets = 1, [], {}
        self.queue = FairQueue(lambda: self.places)

    def enter(self, user, amount=1, patience=5.0, gone=lambda: False):
        def begin():
            if self.budgets.get(user) == 0:
                return None
            self.order.append(user)
            return user

        return asyncio.create_task(self.queue.enter(user, amount, begin, gone, patience))

    async def test_who_has_fewest_at_work_goes_first_then_who_waits_longest(self):
        self.places = 2
        for user in "aaaab":
            self.enter(user)
        await asyncio.sleep(0)
        self.assertEqual(self.order, ["a", "a"])
        self.enter("c")
        await asyncio.sleep(0)
        for _ in range(4):
            self.queue.release(self.order[len(self.order) - 2], 1)
        self.assertEqual("".join(self.order), "aabaca")

    async def test_a_call_without_room_in_its_budget_does_not_hold_up_others(self):
        self.budgets = {"a": 0}
        waiting = self.enter("a")
        self.enter("b")
        await asyncio.sleep(0)
        self.assertEqual(self.order, ["b"])
        self.budgets = {}
        self.queue.release("b", 1)
        self.assertEqual(await waiting, "a")

    async def test_patience_ends_in_a_429(self):
        self.places = 0
        with self.assertRaises(Refusal) as caught:
            await self.enter("a", patience=0.01)
        self.assertEqual(caught.exception.status, 429)
        self.assertEqual(self.queue.waiting, 0)

    async def test_who_is_gone_gets_no_place(self):
        self.enter("a")
        gone, other = self.enter("b", gone=lambda: True), self.enter("c")
        await asyncio.sleep(0)
        self.queue.release("a", 1)
        with self.assertRaises(Gone):
            await gone
        self.assertEqual(await other, "c")

    async def test_what_is_larger_than_all_goes_alone(self):
        self.places = 10
        self.enter("a", amount=4)
        large = self.enter("b", amount=50)
        small = self.enter("c", amount=4)
        await asyncio.sleep(0.01)
        self.assertFalse(large.done() or small.done())
        self.queue.release("a", 4)
        self.assertEqual(await large, "b")
        self.assertFalse(small.done())

    async def test_how_many_are_before_a_user(self):
        for user in "aabbc":
            self.enter(user)
        await asyncio.sleep(0)
        # At work: a. Waiting: a, b, b, c. In turn: b, c, a, b.
        self.assertEqual([self.queue.before(user) for user in "abcd"], [2, 0, 1, 2])


class Pacing(unittest.TestCase):
    def setUp(self):
        self.now = 100.0
        self.pace = Pace(clock=lambda: self.now)

    def test_places_grow_by_one_a_round_while_they_are_short(self):
        for _ in range(8):
            self.pace.succeeded(all_in_use=True)
        self.assertAlmostEqual(self.pace.places(), 9, 1)
        self.pace.succeeded(all_in_use=False)
        self.assertAlmostEqual(self.pace.places(), 9, 1)

    def test_a_refusal_takes_a_third_once_for_calls_that_were_out_together(self):
        for _ in range(5):
            self.pace.refused(99.0, 2.0)
        self.assertEqual(self.pace.places(), 0)
        self.now += 2.1
        self.assertAlmostEqual(self.pace.places(), 5.6)
        self.pace.refused(self.now, 0.0)
        self.assertAlmostEqual(self.pace.places(), 3.92)
        for _ in range(20):
            self.now += 1
            self.pace.refused(self.now, 0.0)
        self.assertEqual(self.pace.places(), 1)

    def test_without_an_answer_how_long_the_pauses_double(self):
        pauses = []
        for _ in range(8):
            self.now += 20
            pauses.append(self.pace.refused(self.now, None))
        self.assertEqual(pauses, [0.5, 1, 2, 4, 8, 15, 15, 15])

    def test_the_operators_own_number_is_the_most(self):
        pace = Pace(3)
        for _ in range(50):
            pace.succeeded(all_in_use=True)
        self.assertEqual(pace.places(), 3)

    def test_retry_after(self):
        cases = [
            ({}, None),
            ({"Retry-After": "2"}, 2.0),
            ({"Retry-After": "2", "retry-after-ms": "150"}, 0.15),
            ({"Retry-After": "Thu, 01 Jan 1970 00:01:00 GMT"}, 50.0),
            ({"Retry-After": "soon"}, None),
            ({"Retry-After": "nan"}, 86400.0),
            ({"Retry-After": "-5"}, 0.0),
        ]
        for headers, seconds in cases:
            with self.subTest(headers):
                self.assertEqual(retry_after(headers, 10.0), seconds)
