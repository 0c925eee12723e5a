"""The hub's pages in a real browser: read by axe-core, by keyboard, on a phone, in two tabs."""

from __future__ import annotations

import csv
import json
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import accessibility as a11y
import requests
from auth_stack_test import PASSWORD, Account, by_accounts
from browser import HUB, Browser
from gateway_process import GatewayProcess, chat
from gateway_provider import Provider
from stack_test import (
    ADMIN_PASSWORD,
    DIRECTORY,
    NAME,
    Stack,
    configure,
    container,
    engine,
    hub,
    until,
)
from webdriver import Browser as Window

LONG = "a-name-of-31-characters-abcdefg"
TAB, SPACE, ENTER = "\ue004", " ", "\ue007"
PHONE = 390


@contextmanager
def window(user="", password=""):
    """A window of Chromium, with the cookies of somebody who has logged in."""
    with Window(1280, 900) as opened:
        opened.open(f"{HUB}/hub/login")
        if user:
            person = Account(user)
            assert person.log_in(password) == 302, person.said
            for cookie in person.session.cookies:
                opened.command(
                    "Network.setCookie",
                    url=f"{HUB}{cookie.path}",
                    name=cookie.name,
                    value=cookie.value,
                    path=cookie.path,
                )
        yield opened


def announce(text):
    """As `rlmprov announce` does: replaces the file as a whole."""
    folder = DIRECTORY / "class"
    folder.mkdir(exist_ok=True)
    (folder / "announcement.new").write_text(text)
    (folder / "announcement.new").rename(folder / "announcement")


class Pages(Stack):
    def assert_accessible(self, seen, what):
        """In light and dark, and on a phone; and the title names the hub."""
        for scheme in ("light", "dark"):
            a11y.set_scheme(seen, scheme)
            seen.wait(f"document.documentElement.dataset.bsTheme === '{scheme}'", 10)
            with self.subTest(what, scheme=scheme):
                self.assertEqual("\n".join(a11y.findings(seen)), "")
        a11y.set_scheme(seen, "light")
        a11y.set_width(seen, PHONE)
        with self.subTest(what, width=PHONE):
            self.assertEqual(a11y.overflow(seen), 0)
        seen.command("Emulation.clearDeviceMetricsOverride")
        with self.subTest(what, title=seen.run("return document.title")):
            self.assertTrue(seen.run("return document.title").startswith(NAME))
        with self.subTest(what, refresh="without JavaScript only"):
            self.assertEqual(
                seen.run("return document.querySelectorAll('meta[http-equiv=refresh]').length"), 0
            )

    def open(self, seen, path):
        seen.open(f"{HUB}/hub/{path}")
        seen.wait("document.readyState === 'complete'", 20)

    @contextmanager
    def held(self, user, browser):
        """Its container is stopped in its tracks, so that it starts until the end of the block."""
        asking = requests.Session()
        asking.cookies = browser.session.cookies
        # The hub answers after a second: on a busy machine the server could be ready by then.
        with ThreadPoolExecutor(1) as pool:
            asked = pool.submit(asking.get, f"{HUB}/hub/spawn", timeout=60, allow_redirects=False)
            until("there is a container", lambda: self.pause(user), seconds=30, every=0.02)
            asked.result()
        try:
            yield
        finally:
            container(user).unpause()

    def pause(self, user):
        try:
            container(user).pause()
        except Exception:
            return False
        return True


class Accessible(Pages):
    def test_login_with_and_without_a_problem_and_errors(self):
        configure(welcome="Welcome.\nHelp: https://example.org/help")
        announce("Break until 11:15. <b>See</b> https://example.org/plan")
        with window() as seen:
            self.assert_accessible(seen, "login")
            self.assertIn(
                "<b>See</b>", seen.run("return document.getElementById('announcement').innerText")
            )
            seen.type("#username_input", f"Anna B{ENTER}")
            seen.wait("document.getElementById('problem')", 20)
            self.assertIn(
                "You could take anna-b",
                seen.run("return document.getElementById('problem').innerText"),
            )
            self.assertEqual(
                seen.run("return document.getElementById('username_input').value"), "Anna B"
            )
            self.assert_accessible(seen, "login with a problem")
            for path in ("error/500", "error/503", "nonsense"):
                self.open(seen, path)
                self.assert_accessible(seen, path)

    def test_what_a_user_sees(self):
        configure(server__active=1)
        announce("Break until 11:15.")
        with window(LONG) as seen:
            for path in ("home", "token"):
                self.open(seen, path)
                self.assert_accessible(seen, path)
            # A user's own server page, which is stopped; a page for admins; a form that is too old.
            for path, heading in (
                (f"user/{LONG}/lab", "is not running"),
                ("servers", "403"),
                ("admin", "403"),
            ):
                self.open(seen, path)
                self.assertIn(heading, seen.run("return document.querySelector('h1').innerText"))
                self.assert_accessible(seen, path)
            other = Browser("early")
            other.log_in()
            other.start()
            self.open(seen, "spawn")
            self.assertEqual(
                seen.run("return document.querySelector('h1').innerText"), "The hub is full"
            )
            self.assert_accessible(seen, "full")

    def test_start_and_failure_and_stop(self):
        configure(server__spawns=1)
        first = Browser("first")
        first.log_in()
        with window("second") as seen, self.held("first", first):
            self.open(seen, "spawn")
            seen.wait("document.getElementById('progress-message').innerText", 20)
            self.assertIn("/hub/spawn-pending/second", seen.run("return location.pathname"))
            self.assert_accessible(seen, "waiting")
        configure(server__image="rlm-singleuser:absent")
        with window("third") as seen:
            self.open(seen, "spawn")
            seen.wait(
                "document.querySelector('h1').innerText.match(/did not start|Server Error/)", 30
            )
            self.assert_accessible(seen, "failed")

    def test_stop(self):
        configure()
        person = Browser("ending")
        person.log_in()
        person.start()
        with window("ending") as seen:
            # Nothing tells the page that the server has ended: it stays for as long as it is read.
            seen.command("Network.enable")
            seen.command("Network.setBlockedURLs", urls=["*/hub/api/*"])
            self.pause("ending")
            stopping = threading.Thread(target=person.hub, args=("DELETE", "/users/ending/server"))
            stopping.start()
            until("it stops", lambda: self.stops(seen), seconds=20)
            self.assert_accessible(seen, "stopping")
            stopping.join()

    def stops(self, seen):
        self.open(seen, "spawn-pending/ending")
        return "your server is stopping" in seen.run("return document.title")

    def test_what_an_admin_sees(self):
        configure()
        for user in ("pupil-a", "pupil-b"):
            Browser(user).log_in()
        with window("teacher") as seen:
            self.open(seen, "servers")
            self.assert_accessible(seen, "servers")
            self.open(seen, "servers/pupil-a/log")
            self.assert_accessible(seen, "log")
            self.open(seen, "admin")
            seen.wait("document.querySelector('#react-admin-hook table tbody tr')", 20)
            self.assert_accessible(seen, "admin")

    def test_accounts(self):
        by_accounts("approved")
        ivy = Account("acc-ivy")
        ivy.sign_up()
        with window() as seen:
            self.assert_accessible(seen, "login")
            self.open(seen, "signup")
            self.assert_accessible(seen, "sign up")
            seen.type("#username_input", "Müller")
            for field in ("password_input", "password_confirmation_input"):
                seen.type(f"#{field}", PASSWORD)
            seen.type("#password_confirmation_input", ENTER)
            seen.wait("document.getElementById('problem')", 20)
            self.assertIn(
                "You could take mueller",
                seen.run("return document.getElementById('problem').innerText"),
            )
            self.assertEqual(
                seen.run("return document.getElementById('username_input').value"), "Müller"
            )
            self.assert_accessible(seen, "sign up with a problem")
        with window("teacher", ADMIN_PASSWORD) as seen:
            for path in ("authorize", "change-password/acc-ivy"):
                self.open(seen, path)
                self.assert_accessible(seen, path)
        teacher = Account("teacher")
        teacher.log_in(ADMIN_PASSWORD)
        teacher.decide("authorize", "acc-ivy", approve="yes")
        with window("acc-ivy", PASSWORD) as seen:
            self.open(seen, "change-password")
            self.assert_accessible(seen, "change password")


class Keyboard(Pages):
    def test_log_in_start_and_stop_without_a_mouse(self):
        configure()
        with window() as seen:
            self.assertEqual(a11y.focused(seen)["id"], "username_input")
            for letter in "keys":
                seen.press(letter)
            self.reach(seen, "login_submit")
            seen.press(ENTER)
            seen.wait("location.pathname.startsWith('/user/keys/lab')", 60)
            self.open(seen, "home")
            # The first stop is the link past the navigation.
            seen.press(TAB)
            self.assertEqual(a11y.focused(seen)["text"], "Skip to the content")
            seen.press(ENTER)
            self.reach(seen, "stop")
            seen.press(SPACE)
            seen.wait("document.getElementById('state').innerText.includes('is stopped')", 30)
            self.assertFalse(Browser("keys").log_in() != 302)
            focus = a11y.focused(seen)
            self.assertEqual((focus["id"], focus["text"]), ("start", "Start my server"))
            seen.press(ENTER)
            seen.wait("location.pathname.startsWith('/user/keys/lab')", 60)

    def reach(self, seen, target, most=20):
        """Presses Tab until it is there. Each stop on the way can be seen to have the focus."""
        for _ in range(most):
            seen.press(TAB)
            focus = a11y.focused(seen)
            self.assertTrue(focus["seen"], focus)
            if focus["id"] == target:
                return
        self.fail(f"{target} is not reached by Tab")


class Tabs(Pages):
    def wait_in_two(self, seen, user, kind):
        """Opens two tabs or windows that wait for the same start, and then lets it go on."""
        person = Browser(user)
        person.log_in()
        with self.held(user, person):
            self.open(seen, "spawn")
            seen.new(kind)
            self.open(seen, "spawn")
            for address in seen.addresses():
                self.assertIn(f"/hub/spawn-pending/{user}", address)

    def assert_in_lab(self, seen):
        seen.wait("location.pathname.match('/user/.*/lab')", 60)
        seen.wait("document.title.includes('JupyterLab')", 60)

    def test_two_windows_that_wait_for_one_start_get_there_both(self):
        configure()
        for attempt in range(3):
            with window(f"windows{attempt}") as seen:
                self.wait_in_two(seen, f"windows{attempt}", "window")
                for one in seen.tabs():
                    seen.switch(one)
                    self.assert_in_lab(seen)

    def test_a_hidden_tab_goes_nowhere_until_somebody_looks_at_it(self):
        configure()
        with window("hidden") as seen:
            self.wait_in_two(seen, "hidden", "tab")
            self.assert_in_lab(seen)
            time.sleep(5)
            waiting = [one for one in seen.addresses() if "/spawn-pending/" in one]
            self.assertEqual(len(waiting), 1)
            seen.switch(seen.tabs()[0])
            self.assert_in_lab(seen)

    def test_hidden_tabs_of_a_full_hub_do_not_ask(self):
        configure(server__active=1)
        early = Browser("early")
        early.log_in()
        early.start()
        with window("late") as seen:
            self.open(seen, "spawn")
            self.assertEqual(
                seen.run("return document.querySelector('h1').innerText"), "The hub is full"
            )
            seen.new("tab")
            # The log's times are whole seconds.
            time.sleep(1)
            since = int(time.time())
            early.stop()
            # It asks every 20 seconds at most.
            time.sleep(25)
            self.assertNotIn("GET /hub/spawn", hub().logs(since=since).decode())
            seen.switch(seen.tabs()[0])
            self.assert_in_lab(seen)


class Announced(Pages):
    def test_on_pages_and_in_a_jupyterlab_that_is_open_without_a_restart(self):
        announce("")
        configure()
        since = hub().attrs["State"]["StartedAt"]
        with window("listener") as seen:
            self.open(seen, "spawn")
            seen.wait("document.title.includes('JupyterLab')", 60)
            self.assertEqual(self.toasts(seen), [])
            announce("The deadline moved to <Friday>. " + "Read the sheet again. " * 10)
            toast = "document.querySelector('.jp-toastContainer .Toastify__toast')"
            seen.wait(toast, 60)
            self.assertIn("The deadline moved to <Friday>.", self.toasts(seen)[0])
            self.assertIn("Read all of it", self.toasts(seen)[0])
            announce("")
            seen.wait(f"!{toast}", 60)
            announce("Break until 11:15.")
            self.open(seen, "home")
            self.assertEqual(
                seen.run("return document.getElementById('announcement').innerText"),
                "Break until 11:15.",
            )
            announce("")
            self.open(seen, "home")
            self.assertFalse(seen.run("return document.getElementById('announcement')"))
        self.assertEqual(hub().attrs["State"]["StartedAt"], since)

    def toasts(self, seen):
        return seen.run(
            "return [...document.querySelectorAll('.Toastify__toast')].map(one => one.innerText)"
        )

    def test_it_needs_no_login_and_says_nothing_else(self):
        announce("Hello")
        answer = requests.get(f"{HUB}/hub/announcement", timeout=30)
        self.assertEqual(answer.json()["text"], "Hello")
        self.assertEqual(answer.cookies.get_dict(), {})
        self.assertEqual(answer.headers["Cache-Control"], "no-store")


class Servers(Pages):
    def test_an_admin_sees_who_needs_what_and_who_ran_out_of_memory(self):
        configure()
        teacher, ann = Browser("teacher"), Browser("hungry2")
        teacher.log_in()
        ann.log_in()
        ann.start()
        kernel = ann.new_kernel()
        ann.run("waste = []\nwhile True: waste.append(bytearray(2**24))", kernel)
        rows = {row["user"]: row for row in csv.DictReader(self.page(teacher, "servers.csv"))}
        row = rows["hungry2"]
        self.assertEqual(
            (row["state"], row["limit"], row["out_of_memory"]), ("running", str(512 << 20), "1")
        )
        self.assertTrue(40 << 20 < int(row["memory"]) < 512 << 20, row)
        self.assertGreater(float(row["processors"]), 0.01)
        self.assertEqual((rows["teacher"]["state"], rows["teacher"]["memory"]), ("stopped", ""))
        self.assertNotIn("rlmprov-check", rows)
        until("files are measured", lambda: self.files(teacher, "hungry2"), seconds=60)
        with window("teacher") as seen:
            self.open(seen, "servers")
            seen.run("document.querySelector('[aria-label=\"Log of hungry2\"]').click()")
            seen.wait("document.getElementById('server-log')", 20)
            self.assertIn(
                "hungry2", seen.run("return document.getElementById('server-log').innerText")
            )

    def files(self, browser, user):
        rows = {row["user"]: row for row in csv.DictReader(self.page(browser, "servers.csv"))}
        return rows[user]["disk"]

    def page(self, browser, path):
        answer = browser.session.get(f"{HUB}/hub/{path}", timeout=60)
        self.assertEqual(answer.status_code, 200, path)
        return answer.text.splitlines()

    def test_why_a_server_did_not_start_is_one_click_away(self):
        tag = f"rlm-singleuser:{NAME}-hangs"
        self.image_that("echo about to hang; exec sleep 600", tag)
        configure(server__image=tag, server__startTimeout=15)
        ann, teacher = Browser("stuck"), Browser("teacher")
        for one in (ann, teacher):
            one.log_in()
        ann.session.get(f"{HUB}/hub/spawn", timeout=60)
        why = "no answer after 15 s; its last words:\nabout to hang"
        log = "servers/stuck/log"
        until("it is said", lambda: why in "\n".join(self.page(teacher, log)), seconds=60)
        self.assertIn("did not start or ended", "\n".join(self.page(teacher, "servers")))
        # The reason is known a little before the failed start is over: until then this page waits.
        pending = f"{HUB}/hub/spawn-pending/stuck"
        until(
            "the page that waits says it",
            lambda: ann.session.get(pending, timeout=60).status_code == 500,
            seconds=60,
        )
        self.assertIn("about to hang", ann.session.get(pending, timeout=60).text)
        configure()
        ann.start()
        self.assertNotIn("about to hang", "\n".join(self.page(teacher, log)))

    def image_that(self, command, tag):
        singleuser = json.loads((DIRECTORY / "settings.first.json").read_text())["server"]["image"]
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, "Dockerfile").write_text(
                f"FROM {singleuser}\nCMD {json.dumps(['sh', '-c', command])}\n"
            )
            engine.images.build(path=folder, tag=tag)
        self.addCleanup(engine.images.remove, tag, force=True)

    def test_others_see_nothing_of_it(self):
        configure()
        ann = Browser("curious")
        ann.log_in()
        for path in ("servers", "servers.csv", "servers/teacher/log"):
            self.assertEqual(ann.session.get(f"{HUB}/hub/{path}", timeout=60).status_code, 403)
            self.assertIn("/hub/login", requests.get(f"{HUB}/hub/{path}", timeout=60).url)


class Usage(Pages):
    def test_a_teacher_sees_who_spent_what_and_stops_or_pays_for_one(self):
        with (
            Provider() as provider,
            GatewayProcess(provider, admin_host="0.0.0.0", budget={"user": {"usd": 2}}) as gateway,
        ):
            # The tests' own container, as the hub knows it.
            configure(gateway=f"http://idp:{gateway.admin_port}")
            self.call(gateway, "spender", "model")
            self.call(gateway, "spender", "free")
            with window("teacher") as seen:
                self.open(seen, "home")
                seen.run("document.querySelector('.navbar a[href$=\"/usage\"]').click()")
                seen.wait("document.getElementById('usage')", 20)
                self.assertIn("0 % of 2.00 USD", self.text(seen))
                self.assertIn("openai/free", self.text(seen))
                self.assert_accessible(seen, "usage")
                seen.run(
                    "document.querySelector('[aria-label=\"Stop the calls of spender\"]').click()"
                )
                seen.wait("document.body.innerText.includes('spender (stopped)')", 20)
                self.assertTrue(gateway.usage()["users"][0]["stopped"])
                for field, value in (("user", "spender"), ("value", "5")):
                    seen.run(f"document.getElementById('budget-{field}').value = '{value}'")
                seen.run("document.querySelector('#budget button').click()")
                seen.wait("document.body.innerText.includes('0 % of 5.00 USD (own)')", 20)
                for field, value in (("user", "spender"), ("value", "much")):
                    seen.run(f"document.getElementById('budget-{field}').value = '{value}'")
                seen.run("document.querySelector('#budget button').click()")
                seen.wait("document.querySelector('[role=alert]')", 20)
                self.assertIn("Nothing was changed: 'much' is not a number", self.text(seen))
            self.others_see_nothing_of_it()
        with window("teacher") as seen:
            self.open(seen, "usage")
            self.assertIn("What was spent is not known", self.text(seen))
            self.assert_accessible(seen, "usage without a gateway")

    def call(self, gateway, user, model):
        answer = requests.post(
            f"http://127.0.0.1:{gateway.port}/openai/chat/completions",
            json=chat(model),
            headers={"Authorization": f"Bearer {gateway.key(user)}"},
            timeout=60,
        )
        self.assertEqual(answer.status_code, 200, answer.text)

    def text(self, seen):
        return seen.run("return document.getElementById('content').innerText")

    def others_see_nothing_of_it(self):
        ann = Browser("nosy")
        ann.log_in()
        for path in ("usage", "usage.csv"):
            self.assertEqual(ann.session.get(f"{HUB}/hub/{path}", timeout=60).status_code, 403)
        # Without the form's token no browser can be made to send it.
        teacher = Browser("teacher")
        teacher.log_in()
        forged = teacher.session.post(f"{HUB}/hub/usage", data={"act": "stop"}, timeout=60)
        self.assertEqual(forged.status_code, 403)
        csv_file = teacher.session.get(f"{HUB}/hub/usage.csv", timeout=60)
        rows = list(csv.DictReader(csv_file.text.splitlines()))
        self.assertEqual([row["model"] for row in rows], ["free", "model"])
