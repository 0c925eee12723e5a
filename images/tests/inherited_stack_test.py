"""Cases of JupyterHub's own browser tests, rewritten for this hub: see docs/TESTED.md."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

import accessibility as a11y
import requests
from browser import HUB, Browser
from pages_stack_test import PHONE, Pages, window
from stack_test import Stack, configure, until

# Where Python keeps cookies of a host without a dot.
DOMAIN = urlsplit(HUB).hostname + ".local"


class Forms(Stack):
    @classmethod
    def setUpClass(cls):
        configure()

    def test_who_logs_in_on_the_way_gets_there(self):
        person = Browser("way")
        page = person.session.get(f"{HUB}/hub/token?a=b", timeout=30)
        target = quote("/hub/token?a=b", safe="")
        self.assertIn(f"next={target}", page.url)
        self.assertIn(f'action="/hub/login?next={target}"', page.text)
        xsrf = person.session.cookies.get("_xsrf", path="/hub/")
        form = {"username": "way", "_xsrf": xsrf}
        answer = person.session.post(f"{HUB}/hub/login?next={target}", data=form, timeout=30)
        self.assertEqual(answer.url, f"{HUB}/hub/token?a=b")

    def test_nobody_is_sent_to_another_site(self):
        for target in (
            "https://example.org/",
            "//example.org/",
            r"\\example.org",
            "/\\example.org",
        ):
            person = Browser("away")
            person.session.get(f"{HUB}/hub/login", timeout=30)
            form = {"username": "away", "_xsrf": person.session.cookies.get("_xsrf", path="/hub/")}
            answer = person.session.post(
                f"{HUB}/hub/login",
                params={"next": target},
                data=form,
                timeout=30,
                allow_redirects=False,
            )
            with self.subTest(target):
                # An absolute path of this site, and none that a browser reads as a host.
                self.assertRegex(answer.headers["Location"], r"^/[^/\\]")

    def test_a_stale_cookie_does_not_keep_anybody_out(self):
        for path in ("/hub/", "/"):
            person = Browser("stale")
            old = {"value": "of-long-ago", "domain": DOMAIN, "path": path}
            person.session.cookies.set_cookie(requests.cookies.create_cookie("_xsrf", **old))
            person.session.get(f"{HUB}/hub/login", timeout=30)
            with self.subTest(path):
                (fresh,) = [c.value for c in person.session.cookies if c.path == "/hub/"]
                form = {"username": "stale", "_xsrf": fresh}
                answer = person.session.post(
                    f"{HUB}/hub/login", data=form, timeout=30, allow_redirects=False
                )
                self.assertEqual(answer.status_code, 302)

    def test_a_form_without_the_token_says_so_and_keeps_the_name(self):
        answer = requests.post(f"{HUB}/hub/login", data={"username": "forged"}, timeout=30)
        self.assertEqual(answer.status_code, 403)
        self.assertIn("Login form invalid or expired. Try again.", answer.text)
        self.assertIn('value="forged"', answer.text)

    def test_log_out_and_in_again(self):
        person = Browser("leaver")
        person.log_in()
        left = person.session.get(f"{HUB}/hub/logout", timeout=30)
        self.assertEqual(left.url, f"{HUB}/hub/login")
        self.assertEqual(person.hub("GET", "/user").status_code, 403)
        self.assertEqual(person.log_in(), 302)

    def test_names_with_all_that_a_name_may_have(self):
        person = Browser("0.a_b-c..d--e")
        self.assertEqual(person.log_in(), 302)
        person.start()
        self.assertEqual(person.run("print(5 * 4)"), "20\n")


class InChromium(Pages):
    @classmethod
    def setUpClass(cls):
        configure()

    def test_a_token_is_made_used_and_revoked(self):
        with window("tokens") as seen:
            self.open(seen, "token")
            seen.type("#token-note", "for a script")
            seen.run("document.querySelector('#request-token-form button').click()")
            token = seen.wait("document.getElementById('token-result').innerText", 20)
            headers = {"Authorization": f"token {token}"}
            me = requests.get(f"{HUB}/hub/api/user", headers=headers, timeout=30)
            self.assertEqual(me.json()["name"], "tokens")
            self.open(seen, "token")
            seen.run("document.querySelector('[aria-label=\"revoke for a script\"]').click()")
            seen.wait("!document.querySelector('[aria-label=\"revoke for a script\"]')", 20)
            me = requests.get(f"{HUB}/hub/api/user", headers=headers, timeout=30)
            self.assertEqual(me.status_code, 403)

    def test_a_token_for_more_than_one_may_is_refused_in_words(self):
        with window("greedy") as seen:
            self.open(seen, "token")
            seen.type("#token-scopes", "admin:users")
            seen.run("document.querySelector('#request-token-form button').click()")
            dialog = "document.querySelector('#error-dialog.show .modal-body')"
            self.assertIn("Not assigning requested scopes", seen.wait(f"{dialog}?.innerText", 20))

    def test_the_menu_of_a_phone_opens_and_its_links_lead_somewhere(self):
        with window("phone") as seen:
            self.open(seen, "home")
            a11y.set_width(seen, PHONE)
            shown = "document.querySelector('a[href$=\"/hub/token\"]').checkVisibility()"
            self.assertFalse(seen.run(f"return {shown}"))
            seen.run("document.querySelector('.navbar-toggler').click()")
            seen.wait(shown, 10)
            for link in seen.run("return [...document.querySelectorAll('nav a')].map(a => a.href)"):
                if not link.endswith("/logout"):
                    self.assertEqual(requests.get(link, timeout=30).status_code, 200, link)

    def test_an_admin_starts_and_stops_a_server_on_the_admin_page(self):
        pupil = Browser("pupil-c")
        pupil.log_in()
        rows = "[...document.querySelectorAll('tr.user-row')]"
        row = rows + ".find(one => one.innerText.includes('pupil-c'))"
        button = row + "?.querySelector('button.{}-button')"
        with window("teacher") as seen:
            self.open(seen, "admin")
            seen.wait(button.format("start"), 20)
            seen.run(f"{button.format('start')}.click()")
            until("it is ready", lambda: self.ready(pupil), seconds=60)
            self.open(seen, "admin")
            seen.wait(button.format("stop"), 20)
            seen.run(f"{button.format('stop')}.click()")
            until("it is stopped", lambda: not pupil.is_running(), seconds=60)

    def ready(self, user):
        servers = user.hub("GET", f"/users/{user.user}").json()["servers"]
        return "" in servers and servers[""]["ready"]

    def test_a_page_of_one_user_reaches_neither_anothers_server_nor_the_hub(self):
        victim = Browser("victim")
        victim.log_in()
        victim.start()
        with window("attacker") as seen:
            self.open(seen, "spawn")
            seen.wait("location.pathname.startsWith('/user/attacker/lab')", 60)
            fetched = "return fetch(arguments[0]).then(answer => answer.status)"
            self.assertIn(seen.run(fetched, "/user/victim/api/contents"), (403, 404))
            self.assertIn(seen.run(fetched, "/hub/api/users/victim"), (403, 404))
            framed = """
                const frame = document.createElement("iframe");
                frame.src = arguments[0];
                return new Promise(done => {
                  frame.onload = () => done(frame.contentDocument ? "shown" : "blocked");
                  setTimeout(() => done("blocked"), 5000);
                  document.body.append(frame);
                })"""
            for address in ("/hub/home", "/user/victim/lab"):
                self.assertEqual(seen.run(framed, address), "blocked", address)
