"""A class on a real engine: it starts all at once, goes home, runs out of memory, is upgraded."""

from __future__ import annotations

import asyncio
import os
import re
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

import docker.errors
import requests
from browser import HUB, Browser
from stack_test import (
    DIRECTORY,
    NAME,
    Stack,
    configure,
    container,
    engine,
    hub,
    until,
    wait_for_hub,
)

TOKEN_OF_OLD = "0123456789abcdef" * 2
COUNT = (
    "import threading, time\nticks = 0\n"
    "def count():\n    global ticks\n    while True:\n        ticks += 1; time.sleep(0.1)\n"
    "threading.Thread(target=count, daemon=True).start()"
)


def logged_in(user):
    browser = Browser(user)
    assert browser.log_in() == 302
    return browser


def page(browser, path):
    return browser.session.get(f"{HUB}/hub/{path}", timeout=60)


class ClassStart(Stack):
    def test_all_get_a_server_one_after_another_and_nobody_an_error(self):
        configure(server__spawns=1, server__active=30)
        users = [logged_in(f"pupil{n}") for n in range(5)]
        pages, told = [], {}

        def come(user):
            pages.append(page(user, "spawn"))
            told[user.user] = self.messages(user)
            user.start()

        with ThreadPoolExecutor(len(users)) as together:
            list(together.map(come, users))
        self.assertEqual({answer.status_code for answer in pages}, {200})
        said = " ".join(text for texts in told.values() for text in texts)
        # It is told once a second: the last of them has heard of several at least.
        self.assertRegex(said, r"[2-4] servers are starting before yours")
        self.assertIn("Your server is starting.", said)
        waiting = [answer.text for answer in pages if "/spawn-pending/" in answer.url]
        self.assertTrue(waiting)
        # Not assertIn: it prints the page.
        self.assertTrue(all('http-equiv="refresh"' in text for text in waiting))
        self.assertTrue(all("nobody uses for 1 hour is stopped" in text for text in waiting))

    def messages(self, user):
        """What the page that waits is told until the server is ready."""
        headers = {"Referer": f"{HUB}/hub/spawn-pending/{user.user}"}
        xsrf = user.session.cookies.get("_xsrf", path="/hub/")
        url = f"{HUB}/hub/api/users/{user.user}/server/progress?_xsrf={xsrf}"
        with user.session.get(url, headers=headers, stream=True, timeout=120) as events:
            return re.findall(r'"message": "([^"]*)"', events.text)

    def test_a_full_hub_says_so_and_lets_in_when_somebody_stops(self):
        configure(server__active=1)
        first, second = logged_in("early"), logged_in("late")
        first.start()
        full = page(second, "spawn")
        self.assertEqual(full.status_code, 429)
        self.assertIn("The hub is full", full.text)
        self.assertIn("All 1 servers", full.text)
        self.assertRegex(full.text, r'http-equiv="refresh" content="(1\d|20)"')
        first.stop()
        second.start()


class Words(Stack):
    def test_the_pages_name_the_hub_and_say_what_becomes_of_a_server(self):
        configure(welcome="Welcome to <RLM>.\nHelp: https://example.org/help")
        ann = Browser("wordy")
        login = page(ann, "login").text
        self.assertIn(f"<h1>{NAME}</h1>", login)
        self.assertIn("Welcome to &lt;RLM&gt;.", login)
        self.assertIn('<a href="https://example.org/help"', login)
        self.assertNotIn('type="password"', login)
        ann.log_in()
        home = page(ann, "home").text
        self.assertIn("nobody uses for 1 hour is stopped", home)
        self.assertIn("gone after 20 minutes without work", home)
        self.assertIn("512M of memory", home)
        stopped = ann.session.get(f"{ann.server}/lab", timeout=60).text
        self.assertIn("Your server is not running", stopped)
        self.assertIn("Your files are kept", stopped)


class Culling(Stack):
    def test_who_is_stopped_and_who_is_not(self):
        configure(idle__timeout=12, idle__checkEvery=2, idle__kernelTimeout=6)
        away, tab, silent = (logged_in(name) for name in ("away", "tab", "silent"))
        with ThreadPoolExecutor(3) as together:
            list(together.map(Browser.start, (away, tab, silent)))
        with self.in_use(tab):
            idle_kernel = tab.new_kernel()
            connected = tab.new_kernel()
            # Nobody is connected to it: it would be its messages else that count.
            call = silent.new_kernel()
            with self.assertRaises(TimeoutError):
                silent.run("import time; time.sleep(600)", call, timeout=5)
            with self.notebook(tab, connected):
                began = time.monotonic()
                until("the server nobody uses is stopped", lambda: not away.is_running(), 60)
                until("25 s are over", lambda: time.monotonic() - began > 25, seconds=60)
            self.assertTrue(silent.is_running())
            self.assertTrue(tab.is_running())
            kernels = [kernel["id"] for kernel in tab.api("GET", "/kernels").json()]
            self.assertNotIn(idle_kernel, kernels)
            self.assertNotIn(connected, kernels)
            silent.api("POST", f"/kernels/{call}/interrupt")
        until(
            "the others are stopped too",
            lambda: not any(map(Browser.is_running, (tab, silent))),
            seconds=60,
        )

    def test_at_its_greatest_age_a_server_is_stopped_though_it_is_in_use(self):
        configure(idle__timeout=0, idle__maxAge=10, idle__checkEvery=2)
        ann = logged_in("aged")
        ann.start()
        with self.in_use(ann):
            until("it is stopped", lambda: not ann.is_running(), seconds=60)
        self.assertFalse(ann.is_running())

    @contextmanager
    def notebook(self, user, kernel):
        """One that is open, and in which nobody does anything."""
        loop = asyncio.new_event_loop()
        thread = threading.Thread(target=loop.run_forever)
        thread.start()
        opened = asyncio.run_coroutine_threadsafe(user.open_notebook(kernel), loop).result(30)
        try:
            yield
        finally:
            loop.call_soon_threadsafe(opened.close)
            loop.call_soon_threadsafe(loop.stop)
            thread.join()

    @contextmanager
    def in_use(self, user):
        """As JupyterLab does while it can be seen: it asks for kernels all the time."""
        closed = threading.Event()

        def poll():
            # It ends with the server, too.
            with suppress(requests.RequestException):
                while not closed.is_set():
                    user.api("GET", "/sessions")
                    closed.wait(2)

        polling = threading.Thread(target=poll)
        polling.start()
        try:
            yield
        finally:
            closed.set()
            polling.join()

    def test_a_tab_that_nobody_looks_at_keeps_its_server(self):
        # Over its connection goes a ping each 30 s, and nothing else.
        configure(idle__timeout=50, idle__checkEvery=2)
        ann, ben = logged_in("hidden"), logged_in("closed")
        ann.start()
        ben.start()
        kernel = ann.new_kernel()

        async def hold():
            notebook = await ann.open_notebook(kernel)
            # Who does not read does not answer pings.
            with self.assertRaises(TimeoutError):
                await asyncio.wait_for(notebook.listen(), timeout=75)
            self.assertTrue(await asyncio.to_thread(ann.is_running))
            notebook.close()

        asyncio.run(hold())
        self.assertFalse(ben.is_running())


class OutOfMemory(Stack):
    def test_the_kernel_dies_and_says_why_and_all_else_lives(self):
        configure()
        ann, neighbour = logged_in("hungry"), logged_in("neighbour")
        ann.start()
        neighbour.start()
        kernel, other = ann.new_kernel(), ann.new_kernel()
        ann.run("kept = 42", other)
        said = ann.run("waste = []\nwhile True: waste.append(bytearray(2**24))", kernel)
        self.assertIn("The kernel ran out of memory", said)
        self.assertIn("512M", said)
        until("it starts anew", lambda: self.states(ann)[kernel] != "busy", seconds=30)
        self.assertEqual(ann.run("print('waste' in globals())", kernel), "False\n")
        until("it is idle", lambda: self.states(ann)[kernel] == "idle", seconds=30)
        self.assertEqual(ann.run("print(kept)", other), "42\n")
        self.assertEqual(container("hungry").attrs["RestartCount"], 0)
        self.assertEqual(neighbour.run("print(1)"), "1\n")

    def states(self, user):
        return {k["id"]: k["execution_state"] for k in user.api("GET", "/kernels").json()}

    def test_the_server_is_the_last_to_go_and_terminals_go_before_it(self):
        configure()
        ann = logged_in("adjusted")
        ann.start()
        seen = ann.run("print(open('/proc/self/oom_score_adj').read().strip())")
        self.assertEqual(seen, "1000\n")
        ann.api("POST", "/terminals")
        processes = container("adjusted").exec_run(
            ["sh", "-c", "for p in /proc/[0-9]*; do"
             " echo $(cat $p/oom_score_adj) $(tr '\\0' ' ' <$p/cmdline); done"]
        )  # fmt: skip
        listed = processes.output.decode()
        self.assertRegex(listed, r"(?m)^1000 /bin/bash -l")
        self.assertRegex(listed, r"(?m)^0 .*rlm-server.py")


class Upgrade(Stack):
    def test_a_kernel_counts_through_a_restart_a_change_and_a_new_image(self):
        configure()
        ann = logged_in("counter")
        ann.start()
        kernel = ann.new_kernel()
        asyncio.run(self.count(ann, kernel))

    def test_a_server_that_was_starting_when_the_hub_ended_is_found(self):
        configure()
        ann = logged_in("early")
        asked = threading.Thread(target=self.ask, args=[ann])
        asked.start()
        until("there is a container", lambda: self.paused("early"), seconds=30, every=0.02)
        since = int(time.time())
        hub().restart(timeout=0)
        asked.join()
        wait_for_hub()
        container("early").unpause()
        began = time.monotonic()
        until("its server is there", ann.sees_lab, seconds=30)
        print(f"\nfound again: {time.monotonic() - began:.1f} s")
        self.assertIn("early had invalid url", hub().logs(since=since).decode())

    def ask(self, user):
        with suppress(requests.RequestException):
            page(user, "spawn")

    def paused(self, user):
        """Stops the container before its server listens, once it runs."""
        with suppress(docker.errors.APIError):
            container(user).pause()
            return True

    async def count(self, ann, kernel):
        notebook = await ann.open_notebook(kernel)
        await notebook.run(COUNT)
        for what, change in {
            "restart": lambda: hub().restart(timeout=30),
            "settings": lambda: configure(idle__timeout=1800),
            "image": self.upgrade,
        }.items():
            with self.subTest(what):
                before = int(await notebook.run("print(ticks)"))
                began = time.monotonic()
                await asyncio.to_thread(change)
                await asyncio.to_thread(wait_for_hub)
                gone = time.monotonic() - began
                await asyncio.to_thread(
                    until, "the proxy knows the way", lambda: self.reachable(ann), seconds=30
                )
                if what == "image":
                    # The proxy is of that image, too: the notebook reconnects.
                    notebook = await ann.open_notebook(kernel)
                after = int(await notebook.run("print(ticks)"))
                self.assertGreater(after - before, gone * 5)
                self.assertTrue(ann.is_running())
        self.assertIn("next", hub().attrs["Config"]["Image"])

    def upgrade(self):
        """As `rlmprov apply` with a newer rlmprov: another tag in .env, and compose."""
        newer = os.environ["HUB_IMAGE"] + "-next"
        self.addCleanup(self.take_back, (DIRECTORY / ".env").read_text(), newer)
        Path("/tmp/next").mkdir()
        Path("/tmp/next/Dockerfile").write_text(
            f"FROM {os.environ['HUB_IMAGE']}\nLABEL io.rlmprov.test=next\n"
        )
        engine.images.build(path="/tmp/next", tag=newer)
        env = DIRECTORY / ".env"
        env.write_text(re.sub(r"(?m)^HUB_IMAGE=.*", f"HUB_IMAGE={newer}", env.read_text()))
        self.compose_up()

    def take_back(self, env, newer):
        (DIRECTORY / ".env").write_text(env)
        self.compose_up()
        wait_for_hub()
        engine.images.remove(newer)

    def compose_up(self):
        engine.containers.run(
            "rlmprov-test-compose",
            ["docker", "compose", "up", "--detach"],
            volumes=[f"{DIRECTORY}:{DIRECTORY}", "/var/run/docker.sock:/var/run/docker.sock"],
            working_dir=str(DIRECTORY),
            remove=True,
        )

    def reachable(self, user):
        return user.session.get(f"{user.server}/api/status", timeout=60).status_code == 200


class OlderDatabase(Stack):
    def test_it_is_upgraded_with_a_backup_and_all_in_it_is_there(self):
        hub().stop(timeout=30)
        cookies = self.on_volume(
            "cat jupyterhub_cookie_secret; rm jupyterhub.sqlite; touch "
            + " ".join(self.backups_of(range(2001, 2008)))
            + '; python -c "import sqlite3;'
            "sqlite3.connect('jupyterhub.sqlite').executescript(open('/old.sql').read())\""
        )
        hub().start()
        wait_for_hub()
        ann = requests.get(
            f"{HUB}/hub/api/user", headers={"Authorization": f"token {TOKEN_OF_OLD}"}, timeout=30
        ).json()
        self.assertEqual((ann["name"], ann["groups"]), ("ann", ["class"]))
        backup = self.in_hub("ls jupyterhub.sqlite.* | tail -1").strip()
        revision = self.in_hub(
            f"python -c \"import sqlite3; print(sqlite3.connect('{backup}')"
            ".execute('SELECT version_num FROM alembic_version').fetchone()[0])\""
        )
        self.assertEqual(revision, "0eee8c825d24\n")
        self.assertEqual(self.in_hub("cat jupyterhub_cookie_secret"), cookies)
        configure()
        left = self.in_hub("ls jupyterhub.sqlite.*").split()
        self.assertEqual(left, [*self.backups_of(range(2004, 2008)), backup])
        logged_in("ann").start()

    def in_hub(self, command):
        return hub().exec_run(["sh", "-c", command]).output.decode()

    def backups_of(self, years):
        return [f"jupyterhub.sqlite.{year}-01-01-000000" for year in years]

    def on_volume(self, command):
        """Runs it where the hub, which is stopped, keeps its things. Returns what it printed."""
        return engine.containers.run(
            os.environ["HUB_IMAGE"],
            ["sh", "-c", command],
            volumes=[
                f"rlmprov-{NAME}-hub:/srv/jupyterhub",
                f"{DIRECTORY}/jupyterhub-4.1.sql:/old.sql:ro",
            ],
            remove=True,
        ).decode()
