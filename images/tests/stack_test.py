"""The whole stack on a real engine: what users, admins and the operator see.

`run stack` starts it in a container of the hub's image, on the hub's network, with the engine's
socket and the hub's directory (HUB_DIR).
"""

from __future__ import annotations

import json
import os
import threading
import time
import unittest
from contextlib import suppress
from pathlib import Path

import docker
import requests
from browser import HUB, Browser

NAME = os.environ["HUB_NAME"]
DIRECTORY = Path(os.environ["HUB_DIR"])
USER_PASSWORD = "correct horse"
ADMIN_PASSWORD = "the admin's own long password, 42"
KEY = "sk-not-a-key-$x'\"{y}"

engine = docker.from_env()


def hub():
    return engine.containers.get(f"rlmprov-{NAME}-hub")


def container(user):
    return engine.containers.get(f"jupyter-{user}")


def configure(password="", secrets=None, **changes):
    """Writes settings.json of `run` with `changes`, and secrets.env; restarts the hub."""
    settings = json.loads((DIRECTORY / "settings.first.json").read_text())
    for name, value in changes.items():
        section, _, field = name.partition("__")
        if field:
            settings[section][field] = value
        else:
            settings[section] = value
    lines = {"OPENAI_API_KEY": KEY, **(secrets or {})}
    if password:
        lines |= {"RLMPROV_USER_PASSWORD": password, "RLMPROV_ADMIN_PASSWORD": ADMIN_PASSWORD}
    (DIRECTORY / "settings.json").write_text(json.dumps(settings))
    (DIRECTORY / "secrets.env").write_text("".join(f"{n}={v}\n" for n, v in lines.items()))
    hub().restart(timeout=30)
    wait_for_hub()


def wait_for_hub():
    until("the hub answers", lambda: health() == 200, seconds=30)


def health():
    try:
        return requests.get(f"{HUB}/hub/health", timeout=5).status_code
    except requests.ConnectionError:
        return 0


def until(what, condition, seconds, every=0.2):
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError(f"after {seconds} s still not: {what}")
        time.sleep(every)


def check():
    """Runs rlmprov-check. Returns its exit status and what it says of the server."""
    result = hub().exec_run("rlmprov-check")
    lines = result.output.decode().splitlines()
    stations = [json.loads(line) for line in lines if line.startswith("{")]
    server = {one["station"]: one for one in stations}["server"]
    return result.exit_code, f"{server['outcome']}: {server['said']}"


def volumes():
    return {v.name for v in engine.volumes.list(filters={"label": f"io.rlmprov.hub={NAME}"})}


class Stack(unittest.TestCase):
    # Each test has users of its own: the proxy still has the routes of those removed in tearDown.
    def tearDown(self):
        ours = {"label": ["io.rlmprov.user", f"io.rlmprov.hub={NAME}"]}
        for server in engine.api.containers(all=True, filters=ours):
            # The hub may be about to remove it, too.
            with suppress(docker.errors.APIError):
                engine.api.remove_container(server["Id"], force=True)


class OpenHub(Stack):
    @classmethod
    def setUpClass(cls):
        configure()

    def test_any_name_logs_in_and_its_kernel_has_key_and_limit(self):
        ann = Browser("ann-b")
        self.assertEqual(ann.log_in(), 302)
        took = ann.start()
        print(f"\nlogin to JupyterLab: {took:.1f} s")
        seen = ann.run(
            "import os, rlm, pathlib as p\n"
            "limit = [f for f in map(p.Path, ('/sys/fs/cgroup/memory/memory.limit_in_bytes',"
            " '/sys/fs/cgroup/memory.max')) if f.exists()][0].read_text().strip()\n"
            "print(os.environ['OPENAI_API_KEY'], limit, os.getuid(), os.getcwd())\n"
            "print(sorted(n for n in os.listdir() if n[0] != '.'))"
        )
        self.assertEqual(seen, f"{KEY} 536870912 1000 /home/jovyan/work\n['First.ipynb', 'data']\n")

    def test_a_user_cannot_write_the_environment_and_finds_no_docker(self):
        ann = Browser("user1")
        ann.log_in()
        ann.start()
        seen = ann.run(
            "import os, shutil, sys, pathlib as p\n"
            "print(os.access(sys.prefix, os.W_OK), os.access(p.Path(os.__file__).parent, os.W_OK),"
            " os.access('/srv/notebooks', os.W_OK), os.path.exists('/var/run/docker.sock'),"
            " shutil.which('docker'))\n"
            "status = p.Path('/proc/self/status').read_text()\n"
            "print([l.split()[1] for l in status.splitlines() if l.startswith(('CapB', 'NoNew'))])"
        )
        self.assertEqual(seen, "False False False False None\n['0000000000000000', '1']\n")

    def test_the_container_is_small_hardened_and_ours(self):
        ann = Browser("user2")
        ann.log_in()
        ann.start()
        attributes = container("user2").attrs
        host = attributes["HostConfig"]
        self.assertEqual(host["Memory"], 536870912)
        self.assertEqual(host["MemorySwap"], 536870912)
        self.assertEqual(host["CpuQuota"], 100_000)
        self.assertEqual(host["CapDrop"], ["ALL"])
        self.assertEqual(host["SecurityOpt"], ["no-new-privileges:true"])
        self.assertEqual(host["NetworkMode"], f"rlmprov-{NAME}")
        self.assertEqual(attributes["Config"]["Labels"]["io.rlmprov.user"], "user2")
        self.assertEqual(attributes["Config"]["Healthcheck"], {"Test": ["NONE"]})
        self.assertIn("jupyterhub-user-user2", volumes())

    def test_names_that_are_none_and_the_checks_own_name_are_refused(self):
        for name in ("Two Words", "../x", "-a", "rlmprov-check"):
            with self.subTest(name):
                self.assertEqual(Browser(name).log_in(), 403)

    def test_a_server_that_dies_or_is_removed_is_noticed_and_starts_anew(self):
        dead, gone = Browser("user4"), Browser("user4b")
        for person in (dead, gone):
            person.log_in()
            person.start()
        container("user4").kill()
        container("user4b").remove(force=True)
        until(
            "the hub notices both",
            lambda: not dead.is_running() and not gone.is_running(),
            seconds=60,
        )
        with self.assertRaises(docker.errors.NotFound):
            container("user4")
        for person in (dead, gone):
            page = person.session.get(f"{person.server}/lab", timeout=30)
            self.assertIn("Your server is not running", page.text)
            person.start()

    def test_who_reaches_no_server_is_told_and_need_not_reload(self):
        # What the proxy shows in place of an answer; to wait for a real one takes a minute of ARP.
        page = requests.get(f"{HUB}/hub/error/503", params={"url": "/user/ann/lab"}, timeout=30)
        self.assertIn("Your server does not answer", page.text)
        self.assertIn('http-equiv="refresh"', page.text)


class HubRestart(Stack):
    def test_a_kernel_counts_on_and_everyone_stays_logged_in(self):
        configure()
        ann = Browser("user5")
        ann.log_in()
        ann.start()
        kernel = ann.new_kernel()
        ann.run(
            "import threading, time\nticks = 0\n"
            "def count():\n    global ticks\n    while True:\n        ticks += 1; time.sleep(0.1)\n"
            "threading.Thread(target=count, daemon=True).start()",
            kernel,
        )
        before = int(ann.run("print(ticks)", kernel))
        began = time.monotonic()
        configure(idle__timeout=1800)
        gone = time.monotonic() - began
        after = int(ann.run("print(ticks)", kernel))
        self.assertGreater(after - before, gone * 5)
        self.assertTrue(ann.is_running())
        print(f"\nhub restart: {gone:.1f} s")


class SharedPassword(Stack):
    def test_who_gets_in(self):
        configure(USER_PASSWORD, auth={"type": "shared-password"})
        self.assertEqual(Browser("user6").log_in(USER_PASSWORD), 302)
        self.assertEqual(Browser("user6").log_in("wrong"), 403)
        self.assertEqual(Browser("user6").log_in(), 403)
        self.assertEqual(Browser("teacher").log_in(USER_PASSWORD), 403)
        self.assertEqual(Browser("Teacher").log_in(USER_PASSWORD), 403)
        self.assertEqual(Browser("user6").log_in("schöner Tag"), 403)
        self.assertEqual(Browser("teacher").log_in(ADMIN_PASSWORD), 302)
        ann = Browser("user6")
        ann.log_in(USER_PASSWORD)
        ann.start()
        self.assertEqual(
            ann.run("import os; print(any('PASSWORD' in n for n in os.environ))"), "False\n"
        )

    def test_an_admin_who_is_taken_off_the_list_is_none_at_once(self):
        configure(USER_PASSWORD, auth={"type": "shared-password"}, admins=["teacher"])
        teacher = Browser("teacher")
        teacher.log_in(ADMIN_PASSWORD)
        self.assertEqual(teacher.hub("GET", "/users").status_code, 200)
        configure(USER_PASSWORD, auth={"type": "shared-password"}, admins=["other"])
        self.assertEqual(teacher.hub("GET", "/users").status_code, 403)
        self.assertFalse(teacher.hub("GET", "/user").json()["admin"])


class IdleCulling(Stack):
    def test_idle_servers_are_stopped_and_the_work_is_there_again(self):
        configure()
        users = [Browser(f"idler{n}") for n in range(4)]
        threads = [threading.Thread(target=lambda u=u: (u.log_in(), u.start())) for u in users]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        users[0].run("open('mine.txt', 'w').write('kept')")
        configure(idle__timeout=8, idle__checkEvery=2)
        until("all are stopped", lambda: self.running(users) == 0, seconds=60)
        configure()
        users[0].start()
        self.assertEqual(users[0].run("print(open('mine.txt').read())"), "kept\n")

    def running(self, users):
        names = {f"/jupyter-{u.user}" for u in users}
        found = engine.api.containers(filters={"label": f"io.rlmprov.hub={NAME}"})
        return len([c for c in found if c["Names"][0] in names])


class Notebooks(Stack):
    def test_a_new_version_comes_with_the_next_start(self):
        configure()
        ann = Browser("reader")
        ann.log_in()
        ann.start()
        (DIRECTORY / "notebooks" / "data" / "x.csv").write_text("2")
        ann.stop()
        ann.start()
        self.assertEqual(ann.run("print(open('data/x.csv').read())"), "2\n")


class SpawnCheck(Stack):
    def test_ok_and_nothing_is_left(self):
        configure()
        before = volumes()
        for _ in range(2):
            status, said = check()
            self.assertRegex(said, r"^ok: started in \d+\.\ds$")
            self.assertEqual(status, 0)
        self.assertEqual(volumes(), before)
        with self.assertRaises(docker.errors.NotFound):
            container("rlmprov-2dcheck")

    def test_a_proxy_that_was_made_anew_is_told_the_ways_to_running_servers(self):
        configure()
        ann = Browser("user14")
        ann.log_in()
        ann.start()
        engine.containers.get(f"rlmprov-{NAME}-proxy").restart(timeout=5)
        wait_for_hub()
        self.assertEqual(check()[0], 0)
        page = ann.session.get(f"{ann.server}/lab", allow_redirects=False, timeout=30)
        self.assertEqual(page.status_code, 200)

    def test_an_image_that_is_not_there(self):
        configure(server__image="rlm-singleuser:absent")
        status, said = check()
        self.assertEqual(status, 1)
        self.assertIn("the image rlm-singleuser:absent is not on this host", said)

    def test_a_server_that_dies_shows_its_last_words(self):
        # The hub's image is no singleuser image: it says that its settings are missing. By this
        # name it gets past docker-proxy.
        tag = f"rlm-singleuser:{NAME}-dies"
        engine.images.get(os.environ["HUB_IMAGE"]).tag(tag)
        self.addCleanup(engine.images.remove, tag)
        configure(server__image=tag)
        status, said = check()
        self.assertEqual(status, 1)
        self.assertIn("the server ended while it started", said)
        self.assertIn("settings.json", said)

    def test_a_container_that_the_engine_refuses(self):
        configure(server__image=os.environ["HUB_IMAGE"])
        status, said = check()
        self.assertEqual(status, 1)
        self.assertRegex(said, "the engine started no container: .*rlmprov-engine")

    def test_a_host_that_is_full(self):
        configure(server__active=1)
        ann = Browser("user13")
        ann.log_in()
        ann.start()
        status, said = check()
        self.assertEqual(said, "skipped: all places are taken")
        self.assertEqual(status, 0)
        self.assertTrue(ann.is_running())


class Malformed(Stack):
    def tearDown(self):
        configure()

    def test_the_hub_says_what_is_wrong_without_a_traceback(self):
        (DIRECTORY / "settings.json").write_text('{"name": 1}')
        since = int(time.time())
        hub().restart(timeout=30)
        log = ""

        def said():
            nonlocal log
            log = hub().logs(since=since).decode()
            return "settings.json: name must be a string, not 1" in log

        until("it is said", said, seconds=30)
        self.assertNotIn("Traceback", log)
