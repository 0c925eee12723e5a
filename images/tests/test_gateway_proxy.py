"""Proxies between the gateway and the providers, and those of users' servers."""

import unittest

from gateway_process import GatewayProcess, ask
from gateway_provider import Provider
from rlmprov_gateway.config import parse
from rlmprov_gateway.errors import ConfigError
from rlmprov_hub.keys import without_proxy


def proxies(keys, environment=None):
    return parse({}, keys, environment=environment).proxies


class Chosen(unittest.TestCase):
    def test_by_scheme_and_not_for_what_no_proxy_names(self):
        found = proxies(
            {
                "HTTP_PROXY": "http://plain:3128",
                "https_proxy": "http://u:p@secure:3128/",
                "NO_PROXY": "gpu.example.org,.inside",
            }
        )
        for url, proxy in (
            ("http://llm.example.org/v1", "http://plain:3128"),
            ("https://api.openai.com/v1", "http://u:p@secure:3128"),
            ("http://gpu.example.org:8000/v1", None),
            ("http://a.inside/v1", None),
            ("http://host.docker.internal:8000/v1", None),
        ):
            with self.subTest(url):
                self.assertEqual(found.of(url), proxy)
        self.assertNotIn("u:p", repr(found))

    def test_the_configuration_of_dockers_client_counts_where_keys_has_none(self):
        environment = {"HTTPS_PROXY": "http://a:1", "HTTP_PROXY": "http://b:1", "no_proxy": "x.org"}
        found = proxies({"HTTPS_PROXY": "http://c:1"}, environment)
        self.assertEqual(found.of("https://y.org"), "http://c:1")
        self.assertEqual(found.of("http://y.org"), "http://b:1")
        self.assertIsNone(found.of("http://x.org"))

    def test_one_for_all_one_without_a_scheme_and_one_on_the_host(self):
        found = proxies({"ALL_PROXY": "localhost:3128"})
        self.assertEqual(found.of("https://y.org"), "http://host.docker.internal:3128")
        with_login = proxies({"ALL_PROXY": "http://u:p@127.0.0.1:3128"})
        self.assertEqual(with_login.of("https://y.org"), "http://u:p@host.docker.internal:3128")

    def test_another_sort_of_proxy_is_refused_without_its_address(self):
        with self.assertRaisesRegex(ConfigError, "HTTPS_PROXY is no address") as caught:
            proxies({"HTTPS_PROXY": "socks5://u:secret@x:1080"})
        self.assertNotIn("secret", str(caught.exception))


class Used(unittest.IsolatedAsyncioTestCase):
    async def test_calls_and_checks_go_by_it_and_a_new_one_needs_no_restart(self):
        with Provider() as proxy, GatewayProcess(proxy) as gateway:
            key = gateway.key("ada")
            gateway.config["providers"] = {
                "openai": {"baseUrl": "http://provider.invalid/v1", "key": "OPENAI_API_KEY"}
            }
            async with gateway.client() as session:
                gateway.hup()
                self.assertEqual((await ask(session, key))[0], 502)
                gateway.more = f"HTTP_PROXY={proxy.url.replace('://', '://user:word@')}\n"
                gateway.hup()
                self.assertEqual((await ask(session, key))[0], 200)
            _, headers, _ = proxy.calls[-1]
            self.assertEqual(headers["Host"], "provider.invalid")
            self.assertEqual(headers["Proxy-Authorization"], "Basic dXNlcjp3b3Jk")
            self.assertTrue(gateway.admin("POST", "/check")["openai"]["ok"])

    async def test_one_that_leads_nowhere_costs_nothing_and_is_told_without_its_password(self):
        with Provider() as proxy, GatewayProcess(proxy) as gateway:
            key = gateway.key("ada")
            gateway.config["providers"] = {
                "openai": {"baseUrl": "https://provider.invalid/v1", "key": "OPENAI_API_KEY"}
            }
            for address, problem in (
                # It knows no CONNECT.
                (proxy.url, "does not lead to it: 404"),
                ("http://127.0.0.1:1", "cannot be reached"),
            ):
                with self.subTest(problem):
                    gateway.more = f"HTTPS_PROXY={address.replace('://', '://user:word@')}\n"
                    gateway.hup()
                    async with gateway.client() as session:
                        status, answer = await ask(session, key)
                    self.assertEqual((status, answer["error"]["code"]), (502, "no_connection"))
                    found = gateway.admin("POST", "/check")["openai"]
                    self.assertIn(problem, found["problem"])
                    self.assertNotIn("word", found["problem"])
            self.assertEqual(gateway.spent(), 0)
            (user,) = gateway.usage()["users"]
            self.assertEqual(user["models"][0]["failed"], 2)
            # A call that was not made is counted once.
            self.assertEqual(user["refused"], {})
            self.assertNotIn("word", gateway.log.read_text())


class Servers(unittest.TestCase):
    def test_programs_of_users_ask_no_proxy_for_the_gateway(self):
        url = {"RLMPROV_LLM_URL": "http://llm:4000"}
        both = without_proxy({**url, "HTTPS_PROXY": "http://x:1", "NO_PROXY": "a.org"})
        self.assertEqual((both["NO_PROXY"], both["no_proxy"]), ("a.org,llm", "a.org,llm"))
        alone = without_proxy({**url, "http_proxy": "http://x:1"})
        self.assertEqual((alone["NO_PROXY"], alone["no_proxy"]), ("llm", "llm"))
        self.assertEqual(without_proxy(url), url)
        self.assertEqual(without_proxy({"http_proxy": "http://x:1"}), {"http_proxy": "http://x:1"})
