"""What the gateway lets users spend, with a real process, a real database and a provider's bill."""

import asyncio
import json
import sqlite3
import unittest

from gateway_process import BROKEN, GatewayProcess, ask, chat
from gateway_provider import Provider

USD = 1e-6
BUDGET = {"user": {"usd": 0.05}}


def bill(provider, read=1, written=10):
    """What the provider charges, in dollars, at so many dollars for a million tokens."""
    return (provider.charged["input"] * read + provider.charged["output"] * written) * USD


class Parallel(unittest.IsolatedAsyncioTestCase):
    """64 calls at once against 0.05 USD: a call may cost 0.01, and costs less."""

    async def both(self, provider, gateway, body, expected=(200, 402), times=64):
        key = gateway.key("ada")
        async with gateway.client() as session:
            found = await asyncio.gather(*(ask(session, key, body) for _ in range(times)))
        statuses = [status for status, _ in found]
        self.assertEqual(set(statuses) - set(expected), set(), found[0])
        self.assertLessEqual(bill(provider), 0.05)
        self.assertLessEqual(gateway.spent(), 0.05)
        return statuses

    async def test_calls_that_cost_less_than_reserved_are_served_until_the_budget_is_spent(self):
        # 1000 tokens of output may cost 0.01, 200 cost 0.002: 24 calls.
        with (
            Provider(output=200) as provider,
            GatewayProcess(provider, budget=BUDGET, limits={"outputTokens": 1000}) as gateway,
        ):
            statuses = await self.both(provider, gateway, chat())
            self.assertGreaterEqual(statuses.count(200), 20)
            self.assertAlmostEqual(gateway.spent(), bill(provider), 9)

    async def test_a_provider_that_would_write_30000_tokens_is_told_the_limit(self):
        with (
            Provider(output=30000) as provider,
            GatewayProcess(provider, budget=BUDGET, maxOutput={"model": 4000}) as gateway,
        ):
            statuses = await self.both(provider, gateway, chat())
            self.assertGreaterEqual(statuses.count(200), 1)
            limits = {body["max_completion_tokens"] for _, _, body in provider.calls}
            self.assertEqual(max(limits), 4000)

    async def test_one_token_a_byte(self):
        with (
            Provider(output=50, bytes_per_token=1) as provider,
            GatewayProcess(provider, budget=BUDGET, limits={"outputTokens": 500}) as gateway,
        ):
            statuses = await self.both(provider, gateway, chat(prompt="7" * 5000))
            self.assertGreaterEqual(statuses.count(200), 5)

    async def test_streams(self):
        with (
            Provider(output=300, pause=0.002) as provider,
            GatewayProcess(provider, budget=BUDGET, limits={"outputTokens": 1500}) as gateway,
        ):
            statuses = await self.both(provider, gateway, chat(stream=True))
            self.assertGreaterEqual(statuses.count(200), 10)
            self.assertAlmostEqual(gateway.spent(), bill(provider), 9)

    async def test_hanging_up_is_no_discount(self):
        with (
            Provider(output=300, delay=0.5, pause=0.4) as provider,
            GatewayProcess(provider, budget=BUDGET, limits={"outputTokens": 1500}) as gateway,
        ):
            key = gateway.key("ada")

            async def hang_up(session, stream):
                headers = {"Authorization": f"Bearer {key}"}
                body = chat(stream=stream)
                try:
                    async with asyncio.timeout(1.6):
                        path = "/openai/chat/completions"
                        async with session.post(path, json=body, headers=headers) as answer:
                            await answer.content.readany()
                except TimeoutError:
                    pass

            async with gateway.client() as session:
                await asyncio.gather(*(hang_up(session, number % 2 == 0) for number in range(64)))
            for _ in range(300):
                await asyncio.sleep(0.1)
                usage = gateway.usage()["providers"][0]
                if not usage["atWork"] and not usage["waiting"]:
                    break
            self.assertGreater(provider.charged["calls"], 0)
            self.assertLessEqual(bill(provider), 0.05)
            self.assertAlmostEqual(gateway.spent(), bill(provider), 9)

    async def test_the_class_budget_holds_for_all_users_together(self):
        with (
            Provider(output=300) as provider,
            GatewayProcess(
                provider, budget={"class": {"usd": 0.05}}, limits={"outputTokens": 600}
            ) as gateway,
        ):
            keys = [gateway.key(f"user{number}") for number in range(16)]
            async with gateway.client() as session:
                found = await asyncio.gather(*(ask(session, key) for key in keys * 4))
            statuses = [status for status, _ in found]
            self.assertEqual(set(statuses), {200, 402})
            self.assertGreaterEqual(statuses.count(200), 10)
            self.assertLessEqual(bill(provider), 0.05)
            self.assertEqual(gateway.usage()["total"]["alarm"], 80)

    async def test_a_budget_in_tokens_needs_no_price(self):
        with (
            Provider(output=100) as provider,
            GatewayProcess(
                provider,
                models=["nobody-knows"],
                budget={"user": {"tokens": 5000}},
                limits={"outputTokens": 500},
            ) as gateway,
        ):
            key = gateway.key("ada")
            async with gateway.client() as session:
                found = await asyncio.gather(
                    *(ask(session, key, chat("nobody-knows")) for _ in range(64))
                )
            self.assertEqual({status for status, _ in found}, {200, 402})
            used = provider.charged["input"] + provider.charged["output"]
            self.assertLessEqual(used, 5000)
            self.assertEqual(sum(gateway.tokens()[:2]), used)

    async def test_what_the_provider_does_not_tell_is_charged_as_reserved(self):
        for manner in ("no-usage", "garbage", "drop", "break"):
            with (
                self.subTest(manner),
                Provider(output=800, manner=manner) as provider,
                GatewayProcess(provider, budget=BUDGET, limits={"outputTokens": 1000}) as gateway,
            ):
                key = gateway.key("ada")

                async def one(session, key=key, stream=manner == "break"):
                    try:
                        return (await ask(session, key, chat(stream=stream)))[0]
                    except BROKEN:
                        return "broken"

                async with gateway.client() as session:
                    found = await asyncio.gather(*(one(session) for _ in range(16)))
                ends = {"no-usage": 200, "garbage": 502, "drop": 502, "break": "broken"}
                self.assertEqual(set(found), {ends[manner], 402})
                self.assertLessEqual(bill(provider), gateway.spent())
                self.assertLessEqual(gateway.spent(), 0.05)


class Killed(unittest.IsolatedAsyncioTestCase):
    async def test_a_kill_under_load_loses_no_spending(self):
        with (
            Provider(output=300, delay=0.05) as provider,
            GatewayProcess(provider, budget={"user": {"usd": 5}}) as gateway,
        ):
            keys = [gateway.key(f"user{number}") for number in range(8)]

            async def work(session, key):
                for _ in range(1000):
                    try:
                        await ask(session, key)
                    except BROKEN:
                        return

            async with gateway.client() as session:
                tasks = [asyncio.create_task(work(session, key)) for key in keys]
                await asyncio.sleep(1.5)
                at_kill = provider.now
                gateway.kill()
                await asyncio.gather(*tasks)
            gateway.start()
            calls = gateway.tokens()[2]
            self.assertGreater(at_kill, 0)
            self.assertGreaterEqual(calls, provider.charged["calls"])
            self.assertGreaterEqual(gateway.spent(), bill(provider))
            # The keys hold on: servers run through a restart of the gateway.
            async with gateway.client() as session:
                self.assertEqual((await ask(session, keys[0]))[0], 200)

    async def test_a_call_that_was_open_counts_as_reserved(self):
        with (
            Provider(manner="hang") as provider,
            GatewayProcess(
                provider, budget={"user": {"usd": 5}}, limits={"outputTokens": 1000}
            ) as gateway,
        ):
            key = gateway.key("ada")
            async with gateway.client() as session:
                task = asyncio.create_task(ask(session, key))
                while not provider.calls:
                    await asyncio.sleep(0.02)
                gateway.kill()
                with self.assertRaises(BROKEN):
                    await task
            gateway.start()
            self.assertGreater(gateway.spent(), 1000 * 10 * USD)
            with sqlite3.connect(gateway.path / "data" / "spend.db") as database:
                found = database.execute("SELECT settled, status FROM calls").fetchall()
            self.assertEqual(found, [(1, -1)])
            self.assertGreater(float(gateway.usage()["users"][0]["usd"]), 1000 * 10 * USD)


class Refused(unittest.IsolatedAsyncioTestCase):
    async def test_each_refusal_has_a_status_that_programs_do_not_retry_and_a_sentence(self):
        with (
            Provider(output=50) as provider,
            GatewayProcess(
                provider,
                models=["model", "nobody-knows"],
                budget={"user": {"usd": 0.003}, "every": "week"},
                limits={"requestBytes": 10000, "outputTokens": 50},
            ) as gateway,
        ):
            key = gateway.key("ada")
            async with gateway.client() as session:

                async def refused(status, pattern, body=None, key=key, **options):
                    headers = {"Authorization": f"Bearer {key}"}
                    path = options.pop("path", "/openai/chat/completions")
                    async with session.post(
                        path, json=body or chat(), headers=headers, **options
                    ) as answer:
                        self.assertEqual(answer.headers["x-should-retry"], "false")
                        message = (await answer.json())["error"]["message"]
                    self.assertEqual(answer.status, status, message)
                    self.assertRegex(message, pattern)

                await refused(401, "not valid", key="sk-rlm-nobodys")
                await refused(403, "'gpt-9' is not allowed. Allowed: model, nobody", chat("gpt-9"))
                await refused(403, "'nobody-knows' has no known price", chat("nobody-knows"))
                await refused(403, "does not allow n\\b|this n", chat(n=2))
                await refused(404, "no such path", path="/openai/files")
                await refused(413, "10,000", chat(prompt="x" * 20000))
                self.assertEqual(provider.calls, [])
                self.assertEqual((await ask(session, key))[0], 200)
                await refused(402, "budget of \\$0.003 .*begins on Monday", chat(prompt="x" * 3000))
                gateway.admin("PUT", "/users/ada/budget", {"usd": 0.0005})
                await refused(402, "Your budget of \\$0.0005 is spent. .*Ask your teacher")
                gateway.admin("PUT", "/users/ada/budget", {"usd": 1})
                self.assertEqual((await ask(session, key))[0], 200)
                gateway.admin("PUT", "/users/ada/stop")
                await refused(403, "teacher has stopped")
                gateway.admin("DELETE", "/users/ada/stop")
                gateway.admin("PUT", "/stop")
                await refused(403, "teacher has stopped")
                gateway.kill()
                gateway.start()
                await refused(403, "teacher has stopped")
                gateway.admin("DELETE", "/stop")
                self.assertEqual((await ask(session, key))[0], 200)
                gateway.admin("PUT", "/users/ada/budget", {"tokens": 100})
                await refused(402, "budget of 100 tokens is spent")
                gateway.admin("DELETE", "/users/ada/budget")
                self.assertEqual((await ask(session, key))[0], 200)
                gateway.admin("DELETE", "/users/ada/servers/")
                await refused(401, "not valid")
            (user,) = gateway.usage()["users"]
            self.assertEqual(user["refused"]["budget_spent"], 2)
            self.assertEqual(user["refused"]["model_not_allowed"], 1)
            self.assertEqual(user["models"][0]["calls"], 4)

    async def test_a_call_counts_as_failed_or_as_refused_and_never_as_both(self):
        with Provider(failures=[401, 403, 500]) as provider, GatewayProcess(provider) as gateway:
            key = gateway.key("ada")
            async with gateway.client() as session:
                self.assertEqual((await ask(session, key))[0], 502)
                # Of one model or one call: the provider says why, and its answer is passed on.
                status, answer = await ask(session, key)
                self.assertEqual((status, answer["error"]["message"]), (403, "failed with [key]"))
                self.assertEqual((await ask(session, key))[0], 500)
                gateway.config["providers"]["openai"]["baseUrl"] = "http://127.0.0.1:1"
                gateway.hup()
                self.assertEqual((await ask(session, key))[0], 502)
                self.assertEqual((await ask(session, key, chat("gpt-9")))[0], 403)
            (user,) = gateway.usage()["users"]
            self.assertEqual(user["models"][0]["failed"], 4)
            self.assertEqual(user["refused"], {"model_not_allowed": 1})

    async def test_the_key_of_a_server_ends_when_the_server_gets_another(self):
        with Provider() as provider, GatewayProcess(provider) as gateway:
            first, other = gateway.key("ada"), gateway.key("ada", "second")
            second = gateway.key("ada")
            async with gateway.client() as session:
                found = [(await ask(session, key))[0] for key in (first, second, other)]
            self.assertEqual(found, [401, 200, 200])
            listed = [(it["user"], it["server"]) for it in gateway.admin("GET", "/keys")]
            self.assertEqual(listed, [("ada", ""), ("ada", "second")])


class Kept(unittest.IsolatedAsyncioTestCase):
    async def test_no_prompt_and_no_key_is_in_the_log_or_the_database(self):
        secret = "the prompt that nobody may read"
        with (
            Provider() as provider,
            GatewayProcess(provider, budget={"user": {"usd": 1}}) as gateway,
        ):
            key = gateway.key("ada")
            async with gateway.client() as session:
                self.assertEqual((await ask(session, key, chat(prompt=secret)))[0], 200)
                await ask(session, key, chat(prompt=secret, stream=True))
                await ask(session, key, chat(model=secret))
                await ask(session, key, chat(**{secret: 1}))
                async with session.get(f"/gemini/{secret}?key={key}") as answer:
                    await answer.read()
                provider.failures = [400, 500]
                for _ in range(2):
                    _, body = await ask(session, key, chat(prompt=secret))
                    self.assertEqual(body["error"]["message"], "failed with [key]")
                provider.key = "sk-changed"
                status, body = await ask(session, key, chat(prompt=secret))
                self.assertEqual((status, body["error"]["code"]), (502, "provider_failed"))
            gateway.process.terminate()
            gateway.process.wait()
            kept = [gateway.log, *(gateway.path / "data").iterdir()]
            self.assertGreater(gateway.log.read_text().count('"user": "ada"'), 4)
            for file in kept:
                for hidden in (secret, "nobody may read", key, gateway.provider_key, "sk-r"):
                    self.assertNotIn(hidden.encode(), file.read_bytes(), file.name)

    async def test_what_a_provider_gets_is_made_anew_with_the_class_key(self):
        with Provider() as provider, GatewayProcess(provider) as gateway:
            key = gateway.key("ada")
            twice = '{"model": "gpt-9", "messages": [], "model": "model"}'
            headers = {"Authorization": f"Bearer {key}", "X-Own": "1", "Cookie": "a=b",
                       "OpenAI-Organization": "mine", "Content-Type": "text/plain"}  # fmt: skip
            async with gateway.client() as session:
                path = "/openai/v1/chat/completions?x=1"
                async with session.post(path, data=twice, headers=headers) as answer:
                    self.assertEqual(answer.status, 200)
            ((path, sent, body),) = provider.calls
            self.assertEqual((path, body), ("/v1/chat/completions", json.loads(twice)))
            self.assertEqual(sent["Authorization"], f"Bearer {provider.key}")
            own = {"Host", "Authorization", "Content-Type", "Accept", "Accept-Encoding",
                   "User-Agent", "Content-Length"}  # fmt: skip
            self.assertEqual(set(sent), own)
