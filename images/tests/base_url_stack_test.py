"""A hub below a path of its site, as http.base-url sets it."""

from __future__ import annotations

import re

from browser import HUB, Browser
from stack_test import Stack, check, configure, container, hub

BASE = "/rlm"
# One on the way, and this test, which asks the proxy of the hub.
TRUSTED = ["203.0.113.0/24", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"]


class BaseUrl(Stack):
    @classmethod
    def setUpClass(cls):
        configure()
        before = Browser("before")
        before.log_in()
        before.start()
        configure(baseUrl=f"{BASE}/", trustedProxies=TRUSTED)

    @classmethod
    def tearDownClass(cls):
        configure()

    def test_pages_server_and_kernel_are_below_it(self):
        ann = Browser("ann-p", BASE)
        self.assertEqual(ann.log_in(), 302)
        ann.start()
        self.assertEqual(ann.run("print(6 * 7)"), "42\n")
        home = ann.session.get(f"{HUB}{BASE}/hub/home", timeout=30)
        own = re.findall(r'(?:href|src|action)="(/[^"]*)"', home.text)
        self.assertTrue(own)
        self.assertEqual([link for link in own if not link.startswith(f"{BASE}/")], [])
        for link in {link for link in own if "/static/" in link}:
            self.assertEqual(ann.session.get(HUB + link, timeout=30).status_code, 200, link)
        news = ann.session.get(f"{HUB}{BASE}/hub/announcement", timeout=30)
        self.assertEqual(news.json()["text"], "")
        self.assertEqual({c.path.split("/")[1] for c in ann.session.cookies}, {"rlm"})

    def test_addresses_without_it_lead_below_it(self):
        anybody = Browser("anybody").session
        for old in ("/", "/hub/login", "/hub/home?a=b", "/user/ann-p/lab", BASE):
            with self.subTest(old):
                seen = anybody.get(HUB + old, timeout=30)
                self.assertEqual(seen.status_code, 200)
                self.assertTrue(seen.url.startswith(f"{HUB}{BASE}/hub/login"), seen.url)

    def test_the_check_of_the_operator_finds_the_hub(self):
        status, said = check()
        self.assertEqual(status, 0)
        self.assertRegex(said, "^ok: started in ")

    def test_a_server_of_before_runs_on_until_its_user_stops_it(self):
        self.assertEqual(container("before").status, "running")
        user = Browser("before", BASE)
        user.log_in()
        self.assertEqual(user.session.get(f"{user.server}/lab", timeout=30).status_code, 404)
        user.stop()
        user.start()
        self.assertEqual(user.run("print(6 * 7)"), "42\n")

    def test_the_log_has_the_address_that_trusted_proxies_were_asked_from(self):
        claims = {
            "X-Forwarded-For": "192.0.2.1, 198.51.100.7, 203.0.113.5",
            "X-Real-IP": "198.51.100.9",
        }
        Browser("who").session.get(f"{HUB}{BASE}/hub/login?who", headers=claims, timeout=30)
        self.assertIn("GET /rlm/hub/login?who (@198.51.100.7)", hub().logs().decode())
