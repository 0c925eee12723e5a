"""A class at once: nobody sees a 429, nobody slows the others, and the memory holds."""

import asyncio
import time
import unittest

from gateway_process import BROKEN, GatewayProcess, ask, chat
from gateway_provider import Provider

MB = 1 << 20


class Queue(unittest.IsolatedAsyncioTestCase):
    async def test_300_calls_of_50_students_are_answered_by_a_provider_that_takes_8_at_once(self):
        for retry_after in (None, 200):
            with (
                self.subTest(retry_after=retry_after),
                Provider(at_once=8, delay=0.1, retry_after_ms=retry_after) as provider,
                GatewayProcess(provider, budget={"user": {"usd": 2}}) as gateway,
            ):
                # It learns: the first 8 are no help.
                keys = [gateway.key(f"student{number}") for number in range(50)]
                async with gateway.client() as session:
                    found = await asyncio.gather(*(ask(session, key) for key in keys * 6))
                self.assertEqual({status for status, _ in found}, {200})
                self.assertEqual(provider.most, 8)
                self.assertEqual(gateway.tokens()[2], 300)

    async def test_a_greedy_one_does_not_slow_the_others(self):
        with (
            Provider(delay=0.1) as provider,
            GatewayProcess(provider, limits={"atOnce": 6}) as gateway,
        ):
            greedy = gateway.key("greedy")
            modest = [gateway.key(f"modest{number}") for number in range(5)]
            took = []

            async def work(session, key):
                for _ in range(5):
                    began = time.monotonic()
                    self.assertEqual((await ask(session, key))[0], 200)
                    took.append(time.monotonic() - began)

            async with gateway.client() as session:
                flood = [asyncio.create_task(ask(session, greedy)) for _ in range(120)]
                await asyncio.sleep(0.3)
                await asyncio.gather(*(work(session, key) for key in modest))
                first = sum(task.done() for task in flood)
                await asyncio.gather(*flood)
            # 25 modest calls were answered while most of the greedy ones still waited, in whose
            # order each would have come after 120 others.
            self.assertLess(first, 90)
            self.assertEqual(len(took), 25)

    async def test_me_tells_budget_and_queue(self):
        with (
            Provider(delay=0.5, output=100) as provider,
            GatewayProcess(provider, limits={"atOnce": 1}, budget={"user": {"usd": 2}}) as gateway,
        ):
            ada, ben = gateway.key("ada"), gateway.key("ben")
            async with gateway.client() as session:
                calls = [asyncio.create_task(ask(session, ada)) for _ in range(2)]
                await asyncio.sleep(0.2)
                calls.append(asyncio.create_task(ask(session, ben)))
                await asyncio.sleep(0.1)

                async def line(key):
                    async with session.get("/me", headers={"x-api-key": key}) as answer:
                        return (await answer.json())["line"]

                self.assertEqual(await line(ada), "$0.00 of $2.00 spent; 1 call is before yours")
                self.assertEqual(await line(ben), "$0.00 of $2.00 spent")
                await asyncio.gather(*calls)
                self.assertEqual(await line(ada), "$0.002 of $2.00 spent")

    async def test_patience_ends_with_a_429_that_is_not_retried(self):
        for provider in (Provider(at_once=0), Provider(at_once=0, retry_after_ms=10**7)):
            with (
                provider,
                GatewayProcess(provider, limits={"patience": 1.5}) as gateway,
            ):
                key = gateway.key("ada")
                async with gateway.client() as session:
                    headers = {"Authorization": f"Bearer {key}"}
                    path = "/openai/chat/completions"
                    async with session.post(path, json=chat(), headers=headers) as answer:
                        self.assertEqual(answer.status, 429)
                        self.assertEqual(answer.headers["x-should-retry"], "false")
                self.assertEqual(gateway.spent(), 0)


class Failures(unittest.IsolatedAsyncioTestCase):
    async def test_a_provider_that_hangs_is_given_up_and_its_place_is_free_again(self):
        with (
            Provider(manner="hang") as provider,
            GatewayProcess(provider, limits={"silence": 0.5, "atOnce": 1}) as gateway,
        ):
            key = gateway.key("ada")
            async with gateway.client() as session:
                status, body = await ask(session, key)
                self.assertEqual((status, body["error"]["code"]), (502, "provider_failed"))
                provider.manner = ""
                self.assertEqual((await ask(session, key))[0], 200)

    async def test_no_provider_costs_nothing(self):
        with Provider() as provider, GatewayProcess(provider) as gateway:
            gateway.config["providers"]["openai"]["baseUrl"] = "http://127.0.0.1:1/v1"
            gateway.hup()
            key = gateway.key("ada")
            async with gateway.client() as session:
                status, body = await ask(session, key)
            self.assertEqual((status, body["error"]["code"]), (502, "no_connection"))
            self.assertEqual(gateway.spent(), 0)
            told = gateway.admin("POST", "/check")["openai"]
            self.assertRegex(told["problem"], "http://127.0.0.1:1/v1 cannot be reached")

    async def test_an_account_without_credit_is_told_as_that(self):
        with Provider(failures=[402]) as provider, GatewayProcess(provider) as gateway:
            key = gateway.key("ada")
            async with gateway.client() as session:
                status, body = await ask(session, key)
            self.assertEqual((status, body["error"]["code"]), (503, "no_credit"))
            self.assertRegex(gateway.usage()["providers"][0]["trouble"], "no credit")

    async def test_a_user_who_does_not_read_does_not_keep_others_waiting(self):
        with (
            Provider(output=100, pause=0.3) as provider,
            GatewayProcess(provider, limits={"atOnce": 2}) as gateway,
        ):
            slow, quick = gateway.key("slow"), gateway.key("quick")
            async with gateway.client() as session:
                headers = {"Authorization": f"Bearer {slow}"}
                body = chat(stream=True)
                async with session.post(
                    "/openai/chat/completions", json=body, headers=headers
                ) as answer:
                    self.assertEqual(answer.status, 200)
                    self.assertEqual((await ask(session, quick))[0], 200)


class Reload(unittest.IsolatedAsyncioTestCase):
    async def test_sighup_reaches_running_servers_at_once(self):
        with Provider(output=100) as provider, GatewayProcess(provider) as gateway:
            key = gateway.key("ada")
            async with gateway.client() as session:
                self.assertEqual((await ask(session, key))[0], 200)
                gateway.config["budget"] = {"user": {"usd": 0.001}}
                gateway.hup()
                self.assertEqual((await ask(session, key))[0], 402)
                gateway.config["budget"] = {"user": {"usd": 1}}
                gateway.config["models"] = ["free"]
                gateway.hup()
                self.assertEqual((await ask(session, key))[0], 403)
                self.assertEqual((await ask(session, key, chat("free")))[0], 200)
                provider.key = gateway.provider_key = "sk-real-changed"
                self.assertEqual((await ask(session, key, chat("free")))[0], 502)
                self.assertRegex(
                    gateway.admin("POST", "/check")["openai"]["problem"], r"refuses the key \(401\)"
                )
                gateway.hup()
                self.assertEqual((await ask(session, key, chat("free")))[0], 200)
                self.assertTrue(gateway.admin("POST", "/check")["openai"]["ok"])
                gateway.config["budget"] = {"user": {"usd": "much"}}
                gateway.hup()
                self.assertEqual((await ask(session, key, chat("free")))[0], 200)
                self.assertRegex(gateway.admin("GET", "/health")["problem"], "budget.user must be")

    async def test_a_larger_budget_lets_those_go_who_wait(self):
        with (
            Provider(output=100, delay=3) as provider,
            GatewayProcess(provider, budget={"user": {"usd": 0.016}}) as gateway,
        ):
            key = gateway.key("ada")
            async with gateway.client() as session:
                body = chat(max_tokens=1500)
                first = asyncio.create_task(ask(session, key, body))
                second = asyncio.create_task(ask(session, key, body))
                await asyncio.sleep(0.5)
                self.assertEqual(len(provider.calls), 1)
                gateway.admin("PUT", "/users/ada/budget", {"usd": 1})
                await asyncio.sleep(0.5)
                self.assertEqual(len(provider.calls), 2)
                self.assertEqual([(await first)[0], (await second)[0]], [200, 200])


class Memory(unittest.IsolatedAsyncioTestCase):
    async def test_a_megabyte_by_each_of_50_at_once(self):
        with (
            Provider(delay=0.3) as provider,
            GatewayProcess(provider, budget={"user": {"usd": 100}}) as gateway,
        ):
            keys = [gateway.key(f"student{number}") for number in range(50)]
            prompt = "a word, and [another]; " * (MB // 23)
            async with gateway.client() as session:
                found = await asyncio.gather(
                    *(ask(session, key, chat(prompt=prompt)) for key in keys)
                )
            self.assertEqual({status for status, _ in found}, {200})
            self.assertLess(gateway.peak(), 150 * MB)

    async def test_bodies_made_to_fill_the_memory(self):
        with Provider() as provider, GatewayProcess(provider) as gateway:
            keys = [gateway.key(f"student{number}") for number in range(10)]
            bomb = b'{"model": "model", "messages": [' + b"{}," * (2 * MB) + b"{}]}"

            async def send(session, key):
                headers = {"Authorization": f"Bearer {key}"}
                try:
                    path = "/openai/chat/completions"
                    async with session.post(path, data=bomb, headers=headers) as answer:
                        return answer.status
                except BROKEN:
                    return "broken"

            async with gateway.client() as session:
                found = await asyncio.gather(*(send(session, key) for key in keys))
            self.assertEqual(set(found), {413})
            self.assertLess(gateway.peak(), 150 * MB)
