"""What servers take: from the kernel's files to the admin's page."""

import asyncio
import tempfile
import unittest
from pathlib import Path

from rlmprov_engine import cgroups, usage
from rlmprov_hub.usage import Reading, Usage

FILES_1 = {
    "memory/{}/memory.usage_in_bytes": "1000\n",
    "memory/{}/memory.limit_in_bytes": "4000\n",
    "memory/{}/memory.stat": "cache 700\ntotal_inactive_file 300\n",
    "memory/{}/memory.oom_control": "oom_kill_disable 0\nunder_oom 0\noom_kill 2\n",
    "cpuacct/{}/cpuacct.usage": "5000000\n",
}
FILES_2 = {
    "{}/memory.current": "1000\n",
    "{}/memory.max": "4000\n",
    "{}/memory.stat": "anon 600\ninactive_file 300\n",
    "{}/memory.events": "low 0\noom 3\noom_kill 2\n",
    "{}/cpu.stat": "usage_usec 5000\nuser_usec 4000\n",
}
READING = cgroups.Reading(memory=700, limit=4000, cpu=5_000_000, killed=2)


class Folder(unittest.TestCase):
    def setUp(self):
        self.root = Path(self.enterContext(tempfile.TemporaryDirectory()))

    def write(self, files, group):
        for name, text in files.items():
            path = self.root / name.format(group)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)


class Cgroups(Folder):
    def test_both_versions_and_both_drivers(self):
        for files in (FILES_1, FILES_2):
            for group in ("docker/c1", "system.slice/docker-c1.scope"):
                with self.subTest(group=group, files=len(files)):
                    self.setUp()
                    self.write(files, group)
                    self.assertEqual(cgroups.read(self.root, "c1"), READING)

    def test_no_limit(self):
        self.write(FILES_2 | {"{}/memory.max": "max\n"}, "docker/c1")
        self.assertEqual(cgroups.read(self.root, "c1").limit, 0)

    def test_one_that_has_ended_or_ends_just_now(self):
        self.assertIsNone(cgroups.read(self.root, "c1"))
        self.write({"{}/memory.current": "1000\n"}, "docker/c1")
        self.assertIsNone(cgroups.read(self.root, "c1"))


class Reports(Folder):
    def test_servers_by_name(self):
        self.write(FILES_2, "docker/c1")
        asked = []

        def get(path, query):
            asked.append((path, query))
            return [{"Id": "c1", "Names": ["/jupyter-ann"]}, {"Id": "c2", "Names": ["/jupyter-b"]}]

        found = usage.servers(get, "class", self.root)
        self.assertEqual(found["jupyter-ann"]["memory"], 700)
        self.assertNotIn("jupyter-b", found)
        self.assertEqual(asked[0][0], "/containers/json")
        self.assertIn("io.rlmprov.hub%3Dclass", asked[0][1])

    def test_only_volumes_of_this_hubs_users(self):
        def volume(name, hub):
            return {"Name": name, "Labels": {"io.rlmprov.hub": hub}, "UsageData": {"Size": 5}}

        listed = [
            volume("jupyterhub-user-ann", "class"),
            volume("jupyterhub-user-bea", "other"),
            volume("rlmprov-class-hub", "class"),
            {"Name": "jupyterhub-user-old", "Labels": None, "UsageData": {"Size": 5}},
            volume("jupyterhub-user-new", "class") | {"UsageData": None},
        ]
        found = usage.volumes(lambda path, query: {"Volumes": listed}, "class")
        self.assertEqual(found, {"jupyterhub-user-ann": 5})

    def test_no_volumes_at_all(self):
        self.assertEqual(usage.volumes(lambda path, query: {"Volumes": None}, "class"), {})


class Readings(unittest.IsolatedAsyncioTestCase):
    def test_processors_since_the_reading_before(self):
        known = Usage(ask=None)
        known.servers = {"a": Reading(0, 0, cpu=3_000_000_000, killed=0, when=1010)}
        self.assertAlmostEqual(known.processors("a", started=1000), 0.3)
        known.before = {"a": Reading(0, 0, cpu=2_000_000_000, killed=0, when=1008)}
        self.assertAlmostEqual(known.processors("a", started=1000), 0.5)

    def test_a_new_container_of_the_same_name_begins_anew(self):
        known = Usage(ask=None)
        known.before = {"a": Reading(0, 0, cpu=9_000_000_000, killed=0, when=1008)}
        known.servers = {"a": Reading(0, 0, cpu=1_000_000_000, killed=0, when=1010)}
        self.assertAlmostEqual(known.processors("a", started=1000), 0.1)
        self.assertIsNone(known.processors("b", started=1000))

    async def test_many_who_look_at_once_ask_once(self):
        asked = []

        def ask(name):
            asked.append(name)
            one = {"memory": 1, "limit": 2, "cpu": 3, "killed": 0}
            return {"servers": {"a": one}, "volumes": {"v": 5}}

        known = Usage(ask)
        await asyncio.gather(*(known.refresh() for _ in range(5)))
        self.assertEqual(known.servers["a"].memory, 1)
        while not known.volumes:
            await asyncio.sleep(0.01)
        await known.refresh()
        self.assertEqual(sorted(asked), ["servers", "volumes"])

    async def test_what_is_not_known_is_said_and_the_page_opens(self):
        def ask(name):
            raise OSError("no door")

        known = Usage(ask)
        await known.refresh()
        self.assertEqual(known.problem, "no door")
        self.assertEqual(known.servers, {})
