"""From settings to what JupyterHub is told."""

import signal
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

from rlmprov_hub import auth, check, culler, hub, spawner
from rlmprov_hub.settings import parse_settings
from test_settings import example
from traitlets.config import Config


def configured(secrets=None, **changes):
    c = Config()
    settings = parse_settings(example(**changes))
    hub.configure(c, settings)
    auth.configure(c, settings, secrets or {})
    spawner.configure(c, settings, secrets or {})
    culler.configure(c, settings)
    return c


def lazy_list(value):
    """What `c.X.y.append(...)` collected."""
    return value.get_value([])


class Https(unittest.TestCase):
    def test_links_and_cookies_are_for_https_only(self):
        c = configured(publicUrl="https://hub.example.org/")
        self.assertEqual(c.JupyterHub.public_url, "https://hub.example.org/")
        self.assertTrue(c.JupyterHub.tornado_settings["xsrf_cookie_kwargs"]["secure"])

    def test_a_plain_hub_is_told_nothing_of_it(self):
        self.assertNotIn("public_url", configured().JupyterHub)
        self.assertNotIn("tornado_settings", configured().JupyterHub)


class BaseUrl(unittest.TestCase):
    def test_the_hub_is_below_it(self):
        self.assertEqual(configured().JupyterHub.base_url, "/")
        self.assertEqual(configured(baseUrl="/rlm/").JupyterHub.base_url, "/rlm/")


class Spawner(unittest.TestCase):
    def test_users_get_the_keys_and_not_the_passwords(self):
        c = configured({"OPENAI_API_KEY": "k", "RLMPROV_ADMIN_PASSWORD": "p"})
        self.assertEqual(c.Spawner.environment["OPENAI_API_KEY"], "k")
        self.assertNotIn("RLMPROV_ADMIN_PASSWORD", c.Spawner.environment)

    def test_private_cas_are_told_to_those_that_bring_their_own_store(self):
        self.assertIn("REQUESTS_CA_BUNDLE", configured().Spawner.environment)
        self.assertNotIn("REQUESTS_CA_BUNDLE", configured(trust=[]).Spawner.environment)

    def test_a_key_may_override_what_we_set(self):
        c = configured({"SSL_CERT_FILE": "/mine"})
        self.assertEqual(c.Spawner.environment["SSL_CERT_FILE"], "/mine")

    def test_no_swap_beyond_the_memory(self):
        c = configured(server__memory=268435456)
        self.assertEqual(c.Spawner.mem_limit, 268435456)
        self.assertEqual(c.DockerSpawner.extra_host_config["memswap_limit"], 268435456)

    def test_too_many_starts_wait_and_are_not_refused(self):
        c = configured(server__spawns=6, server__active=30)
        self.assertEqual(c.JupyterHub.concurrent_spawn_limit, 0)
        self.assertEqual(c.RlmSpawner.at_a_time, 6)
        self.assertEqual(c.JupyterHub.active_server_limit, 30)

    def test_kernels_end_when_idle_unless_told_never(self):
        self.assertIn("--MappingKernelManager.cull_idle_timeout=1200", configured().Spawner.args)
        self.assertEqual(configured(idle__kernelTimeout=0).Spawner.args, [])

    def test_a_server_reports_several_times_before_it_counts_as_idle(self):
        def interval(timeout):
            c = configured(idle__timeout=timeout)
            return c.Spawner.environment["JUPYTERHUB_ACTIVITY_INTERVAL"]

        self.assertEqual([interval(t) for t in (3600, 600, 0, 6)], ["60", "60", "60", "1"])


class Volumes(unittest.TestCase):
    def refuse(self, labels):
        volume = {"Name": "jupyterhub-user-ann", "Labels": labels}
        spawner.refuse_others(volume, {"io.rlmprov.hub": "class"})

    def test_the_users_own_and_those_of_a_hub_made_by_hand_are_used(self):
        for labels in ({"io.rlmprov.hub": "class"}, {}, None):
            self.refuse(labels)

    def test_another_hubs_are_not(self):
        with self.assertRaisesRegex(spawner.StartFailed, "jupyterhub-user-ann.* another hub, old"):
            self.refuse({"io.rlmprov.hub": "old"})


class Culler(unittest.TestCase):
    def services(self, **changes):
        c = configured(**changes)
        # Nothing was appended: the trait was never touched.
        return lazy_list(c.JupyterHub.services) if "services" in c.JupyterHub else []

    def test_times(self):
        (service,) = self.services(idle__timeout=60, idle__checkEvery=10, idle__maxAge=86400)
        for flag in ("--timeout=60", "--cull-every=10", "--max-age=86400"):
            self.assertIn(flag, service["command"])

    def test_it_waits_until_each_server_has_reported_to_a_hub_that_was_away(self):
        (service,) = self.services(idle__timeout=3600)
        self.assertIn("sleep 120 ", service["command"][2])
        (service,) = self.services(idle__timeout=60)
        self.assertIn("sleep 30 ", service["command"][2])

    def test_while_it_waits_it_ends_with_the_hub(self):
        (service,) = self.services(idle__timeout=3600)
        with subprocess.Popen(service["command"], start_new_session=True) as waiting:
            time.sleep(0.5)
            waiting.send_signal(signal.SIGINT)
            self.assertIsNotNone(waiting.wait(timeout=5))

    def test_after_that_it_is_what_it_waited_for(self):
        (service,) = self.services(idle__timeout=0, idle__maxAge=60)
        words = [*service["command"][:4], "echo", "began"]
        self.assertEqual(subprocess.check_output(words, text=True, timeout=5), "began\n")

    def test_never_is_no_culler_unless_there_is_a_greatest_age(self):
        self.assertEqual(self.services(idle__timeout=0), [])
        (service,) = self.services(idle__timeout=0, idle__maxAge=86400)
        self.assertIn(f"--timeout={culler.NEVER}", service["command"])

    def test_it_may_stop_servers_and_not_remove_users(self):
        self.assertFalse([scope for scope in culler.SCOPES if "admin" in scope])


class CheckToken(unittest.TestCase):
    def test_it_is_made_once_and_for_root_alone(self):
        with tempfile.TemporaryDirectory() as directory:
            file = Path(directory, "token")
            first = check.token(file)
            self.assertEqual(check.token(file), first)
            self.assertEqual(len(first), 64)
            self.assertEqual(file.stat().st_mode & 0o777, 0o600)
