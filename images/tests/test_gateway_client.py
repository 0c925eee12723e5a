"""The hub's side: a key for a server, and what it gets when the gateway is down."""

import unittest

from gateway_process import GatewayProcess, ask, free_port
from gateway_provider import Provider
from rlmprov_gateway.client import Gateway


class Spawner(unittest.IsolatedAsyncioTestCase):
    async def test_a_server_gets_a_key_that_ends_with_it(self):
        with Provider() as provider, GatewayProcess(provider) as process:
            gateway = Gateway(f"http://127.0.0.1:{process.admin_port}")
            names = [("ada", ""), ("o'neil/ü%", "a b")]
            issued = [await gateway.issue(*name) for name in names]
            self.assertEqual(sorted(await gateway.list()), sorted(names))
            environment = issued[0].environment
            self.assertEqual(
                environment["OPENAI_BASE_URL"], f"http://127.0.0.1:{process.port}/openai"
            )
            self.assertEqual(environment["RLMPROV_LLM_KEY"], environment["OPENAI_API_KEY"])
            self.assertNotIn("sk-", repr(issued))
            async with process.client() as session:
                key = environment["OPENAI_API_KEY"]
                self.assertEqual((await ask(session, key))[0], 200)
                self.assertEqual(await gateway.end("ada", ""), "")
                self.assertEqual((await ask(session, key))[0], 401)
            self.assertEqual(await gateway.list(), names[1:])
            self.assertEqual(await gateway.end("ada", ""), "")

    async def test_without_a_gateway_there_is_no_key_and_a_reason(self):
        gateway = Gateway(f"http://127.0.0.1:{free_port()}", timeout=1)
        issued = await gateway.issue("ada", "")
        self.assertEqual(issued.environment, {})
        self.assertRegex(issued.problem, "the gateway does not answer")
        self.assertRegex(await gateway.end("ada", ""), "does not answer")
        self.assertIsNone(await gateway.list())

    async def test_something_else_on_its_port_gives_no_key(self):
        with Provider() as provider:
            issued = await Gateway(provider.url, timeout=2).issue("ada", "")
            self.assertEqual(issued.environment, {})
            self.assertRegex(issued.problem, "the gateway answers 401")
