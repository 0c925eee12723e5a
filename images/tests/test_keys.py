"""Keys of users' servers: what the hub issues, ends, and finds without a server."""

import asyncio
import contextlib
import io
import json
import unittest

from gateway_process import GatewayProcess, ask, free_port
from gateway_provider import Provider
from rlmprov_gateway import ask as command
from rlmprov_gateway import tell
from rlmprov_hub.keys import PROBLEM, Keys, watch


class ServersKeys(unittest.IsolatedAsyncioTestCase):
    async def test_a_key_is_issued_for_a_start_and_ends_with_the_server(self):
        with Provider() as provider, GatewayProcess(provider) as gateway:
            keys = Keys(f"http://127.0.0.1:{gateway.admin_port}")
            environment = await keys.environment("ada", "")
            async with gateway.client() as session:
                key = environment["OPENAI_API_KEY"]
                self.assertEqual((await ask(session, key))[0], 200)
                await keys.end("ada", "")
                self.assertEqual((await ask(session, key))[0], 401)

    async def test_a_server_starts_without_a_key_when_the_gateway_is_down(self):
        keys = Keys(f"http://127.0.0.1:{free_port()}")
        with self.assertLogs("jupyterhub.rlmprov", "WARNING") as log:
            environment = await keys.environment("ada", "")
            await keys.end("ada", "")
        self.assertEqual(list(environment), [PROBLEM])
        self.assertIn("does not answer", environment[PROBLEM])
        self.assertRegex(" ".join(log.output), "starts without a key.*is not ended yet")

    async def test_without_a_gateway_there_is_nothing_to_do(self):
        keys = Keys("")
        self.assertEqual(await keys.environment("ada", ""), {})
        await keys.end("ada", "")
        await keys.end_all_but(lambda: [])

    async def test_keys_whose_server_stopped_while_the_gateway_was_down_are_found(self):
        with Provider() as provider, GatewayProcess(provider) as gateway:
            keys = Keys(f"http://127.0.0.1:{gateway.admin_port}")
            gone = (await keys.environment("ada", ""))["RLMPROV_LLM_KEY"]
            runs = (await keys.environment("bob", ""))["RLMPROV_LLM_KEY"]
            task = asyncio.create_task(watch(keys, lambda: [("bob", "")], every=0.05))
            async with gateway.client() as session:
                for _ in range(200):
                    if (await ask(session, gone))[0] == 401:
                        break
                    await asyncio.sleep(0.05)
                self.assertEqual((await ask(session, gone))[0], 401)
                self.assertEqual((await ask(session, runs))[0], 200)
            task.cancel()


class AskFromTheHost(unittest.TestCase):
    def ask(self, gateway, *request):
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            status = command.main(*request, "127.0.0.1", gateway)
        return status, out.getvalue(), err.getvalue()

    def test_a_configuration_that_is_wrong_is_refused_with_its_place(self):
        with Provider() as provider, GatewayProcess(provider) as gateway:
            port = gateway.admin_port
            self.assertEqual(self.ask(port, "POST", "/reload")[0], 0)
            (gateway.path / "gateway.json").write_text("{")
            status, _, err = self.ask(port, "POST", "/reload")
            self.assertEqual(status, 1)
            self.assertIn("gateway.json: not JSON", err)
            self.assertIn('"total"', self.ask(port, "GET", "/usage")[1])

    def told(self, what, gateway):
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            status = what("127.0.0.1", gateway)
        return status, out.getvalue() + err.getvalue()

    def test_a_key_that_the_provider_refuses_is_told_when_it_is_applied(self):
        with Provider() as provider, GatewayProcess(provider) as gateway:
            port = gateway.admin_port
            _, said = self.told(tell.stations, port)
            self.assertEqual(json.loads(said)["outcome"], "ok")
            self.assertEqual(self.told(tell.reread, port), (0, tell.DONE + "\n"))
            gateway.provider_key = "sk-wrong"
            gateway.write()
            status, said = self.told(tell.reread, port)
            self.assertEqual(status, 0)
            self.assertRegex(said, r"Warning: openai: .* refuses the key \(401\)\. Correct the key")
            station = json.loads(self.told(tell.stations, port)[1])
            self.assertEqual((station["outcome"], station["where"]), ("failed", "reach"))
            self.assertNotIn("sk-wrong", said + str(station))
            (gateway.path / "gateway.json").write_text("{")
            status, said = self.told(tell.reread, port)
            self.assertEqual((status, "gateway.json: not JSON" in said), (1, True))

    def test_a_key_that_may_not_list_models_may_call_them(self):
        with Provider(listing=403) as provider, GatewayProcess(provider) as gateway:
            station = json.loads(self.told(tell.stations, gateway.admin_port)[1])
            self.assertEqual(station["outcome"], "ok")
            self.assertIn("403: the key may not list models", station["said"])
            self.assertEqual(self.told(tell.reread, gateway.admin_port), (0, tell.DONE + "\n"))

    def test_a_model_that_a_budget_refuses_for_want_of_a_price_is_told_when_it_is_applied(self):
        with (
            Provider() as provider,
            GatewayProcess(provider, model="our-model", budget={"user": {"usd": 1}}) as gateway,
        ):
            said = self.told(tell.reread, gateway.admin_port)[1]
            self.assertIn("models: our-model: no price is known", said)
            self.assertIn("llm.prices", said)
            self.assertNotIn("Correct the key", said)
            gateway.config["prices"]["our-model"] = {"input": 1, "output": 1}
            gateway.write()
            self.assertEqual(self.told(tell.reread, gateway.admin_port), (0, tell.DONE + "\n"))

    def test_what_the_class_has_spent_is_told_in_one_line(self):
        with Provider() as provider, GatewayProcess(provider) as gateway:
            status, said = self.told(tell.total, gateway.admin_port)
            self.assertEqual((status, len(said.splitlines())), (0, 1))
            total = json.loads(said)
            self.assertEqual(total["usd"], "0.00")
            self.assertLessEqual({"tokens", "budget", "percent", "alarm", "stopped"}, {*total})

    def test_a_gateway_that_starts_is_asked_again(self):
        status, _, err = self.ask(free_port(), "POST", "/reload")
        self.assertEqual(status, 75)
        self.assertIn("does not answer", err)
        self.assertEqual(self.told(tell.reread, free_port())[0], 75)
