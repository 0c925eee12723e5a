"""Servers that start a few at a time."""

import asyncio
import unittest

from rlmprov_hub.queue import StartQueue
from rlmprov_hub.spawner import waiting


class Queue(unittest.IsolatedAsyncioTestCase):
    async def ask(self, queue, *servers):
        """Starts a task for each that asks for its turn."""
        tasks = []
        for server in servers:
            tasks.append(asyncio.create_task(queue.enter(server)))
            await asyncio.sleep(0)
        return tasks

    async def test_first_come_first_served(self):
        queue, began = StartQueue(2), []

        async def start(server):
            await queue.enter(server)
            began.append(server)
            await asyncio.sleep(0)
            queue.leave(server)

        await asyncio.gather(*(start(server) for server in range(9)))
        self.assertEqual(began, list(range(9)))

    async def test_who_waits_learns_how_many_are_first(self):
        queue = StartQueue(2)
        await self.ask(queue, *"abcde")
        self.assertEqual([queue.ahead_of(server) for server in "abcde"], [0, 0, 2, 3, 4])
        queue.leave("a")
        await asyncio.sleep(0)
        self.assertEqual([queue.ahead_of(server) for server in "bcde"], [0, 0, 2, 3])
        self.assertEqual(queue.ahead_of("unknown"), 0)

    async def test_who_gives_up_loses_no_place_of_others(self):
        queue = StartQueue(1)
        _, b, c = await self.ask(queue, *"abc")
        b.cancel()
        await asyncio.sleep(0)
        self.assertEqual(queue.ahead_of("c"), 1)
        queue.leave("b")
        self.assertFalse(c.done())
        queue.leave("a")
        await asyncio.wait_for(c, timeout=1)

    async def test_to_leave_twice_lets_in_one(self):
        queue = StartQueue(1)
        _, _, c = await self.ask(queue, *"abc")
        queue.leave("a")
        queue.leave("a")
        await asyncio.sleep(0.01)
        self.assertFalse(c.done())

    async def test_no_limit(self):
        tasks = await self.ask(StartQueue(0), *range(50))
        self.assertTrue(all(task.done() for task in tasks))

    def test_words(self):
        self.assertTrue(waiting(1).startswith("One server is starting before yours."))
        self.assertTrue(waiting(12).startswith("12 servers are starting before yours."))
