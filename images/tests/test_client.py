"""Whose address the hub's log has behind reverse proxies."""

import unittest
from types import SimpleNamespace
from unittest.mock import patch

from rlmprov_hub import client, hub
from rlmprov_hub.settings import parse_settings
from test_settings import example
from tornado.httputil import HTTPHeaders
from traitlets.config import Config

# The host is 172.18.0.1, by the default route; another network has no gateway.
ROUTES = (
    "Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\tWindow\tIRTT\n"
    "eth1\t00000000\t010012AC\t0003\t0\t0\t0\t00000000\t0\t0\t0\n"
    "eth0\t000013AC\t00000000\t0001\t0\t0\t0\t0000FFFF\t0\t0\t0\n"
)


class Client(unittest.TestCase):
    def test_the_last_address_that_no_trusted_proxy_has(self):
        trusted = client.networks(["10.0.0.0/8", "2001:db8::/32"], ROUTES)
        cases = {
            "192.0.2.7": "192.0.2.7",
            "203.0.113.9, 10.1.2.3": "203.0.113.9",
            "203.0.113.9, 10.1.2.3,10.9.9.9": "203.0.113.9",
            "2001:db8:1::9, 10.1.2.3": "2001:db8:1::9",
            "203.0.113.9, 2001:db8:1::9": "203.0.113.9",
            # What a client says of itself, before the first trusted proxy.
            "198.51.100.1, 203.0.113.9, 10.1.2.3": "203.0.113.9",
            "198.51.100.1, 192.0.2.7": "192.0.2.7",
            "someone, 10.1.2.3": "10.1.2.3",
            "10.1.2.3": "10.1.2.3",
            "": "unknown",
        }
        for forwarded, address in cases.items():
            with self.subTest(forwarded):
                self.assertEqual(client.client(forwarded, trusted), address)

    def test_the_host_itself_is_the_gateway_of_its_containers(self):
        trusted = client.networks(["127.0.0.1"], ROUTES)
        self.assertEqual(client.client("203.0.113.9, 172.18.0.1", trusted), "203.0.113.9")

    def test_the_gateway_is_not_trusted_for_another_proxy(self):
        trusted = client.networks(["10.0.0.0/8"], ROUTES)
        self.assertEqual(client.client("203.0.113.9, 172.18.0.1", trusted), "172.18.0.1")


class Log(unittest.TestCase):
    def configured(self, **changes):
        c = Config()
        settings = parse_settings(example(**changes))
        hub.configure(c, settings)
        client.configure(c, settings)
        return c.JupyterHub

    def log_function(self):
        hub = self.configured(trustedProxies=["10.0.0.0/8"])
        return hub.tornado_settings.get_value({})["log_function"]

    def test_it_takes_no_other_headers_word(self):
        request = SimpleNamespace(
            headers=HTTPHeaders({"X-Real-IP": "198.51.100.1", "X-Forwarded-For": "203.0.113.9"}),
            remote_ip="198.51.100.1",
        )
        request.headers.add("X-Forwarded-For", "10.1.2.3")
        with patch.object(client, "log_request") as logged:
            self.log_function()(SimpleNamespace(request=request))
        self.assertEqual(logged.call_args.args[0].request.remote_ip, "203.0.113.9")

    def test_a_call_past_the_proxy_keeps_its_address(self):
        request = SimpleNamespace(headers=HTTPHeaders(), remote_ip="172.18.0.5")
        with patch.object(client, "log_request") as logged:
            self.log_function()(SimpleNamespace(request=request))
        self.assertEqual(logged.call_args.args[0].request.remote_ip, "172.18.0.5")

    def test_a_hub_that_trusts_none_is_told_nothing_of_it(self):
        self.assertNotIn("tornado_settings", self.configured())
