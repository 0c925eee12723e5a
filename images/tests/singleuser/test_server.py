"""What a user's server does besides Jupyter's own; runs inside the singleuser image."""

import tempfile
import unittest
from pathlib import Path

from rlmprov_singleuser import activity, memory


class Kernels:
    """A kernel manager with kernels in these states."""

    def __init__(self, *states):
        self.states = states

    def list_kernels(self):
        return [{"execution_state": state} for state in self.states]


class Activity(unittest.TestCase):
    def test_a_busy_kernel_is_activity_and_others_are_none(self):
        times = {}
        activity.look(Kernels("idle", "starting", "dead"), times)
        activity.look(Kernels(), times)
        self.assertEqual(times, {})
        activity.look(Kernels("idle", "busy"), times)
        self.assertIsNotNone(times["busy_kernels"].tzinfo)


class Memory(unittest.TestCase):
    def file(self, text):
        path = Path(tempfile.mkdtemp(), "file")
        path.write_text(text)
        return path

    def test_kills_in_both_versions_of_control_groups(self):
        v2 = self.file("low 0\nhigh 0\nmax 12\noom 3\noom_kill 2\noom_group_kill 0\n")
        v1 = self.file("oom_kill_disable 0\nunder_oom 0\noom_kill 4\n")
        self.assertEqual(memory.kills(v2), 2)
        self.assertEqual(memory.kills(Path("/absent"), v1), 4)
        self.assertEqual(memory.kills(Path("/absent")), 0)

    def test_the_limit_as_hub_yaml_says_it(self):
        self.assertEqual(memory.limit(self.file("536870912\n")), "512M")
        self.assertEqual(memory.limit(self.file("max\n")), "unknown")

    def test_what_is_used_leaves_out_files_that_linux_lets_go(self):
        group = Path(tempfile.mkdtemp())
        (group / "memory.stat").write_text("inactive_file 30\ntotal_inactive_file 40\n")
        (group / "memory.usage_in_bytes").write_text("100\n")
        self.assertEqual(memory.used_bytes(group), 60)
        (group / "memory.current").write_text("100\n")
        self.assertEqual(memory.used_bytes(group), 70)
        self.assertEqual(memory.used_bytes(Path("/absent")), 0)

    def test_no_limit_in_both_versions(self):
        self.assertEqual(memory.limit_bytes(self.file("9223372036854771712\n")), 0)
        self.assertEqual(memory.limit_bytes(self.file("max\n")), 0)

    def test_every_kernel_volunteers(self):
        manager = memory.VolunteerKernelManager()
        manager._launch_args = {}
        command = manager.format_kernel_cmd()
        self.assertEqual(command[:4], ["/usr/bin/choom", "-n", "1000", "--"])
        self.assertTrue(command[-3].endswith("/kernels/python3/launch.py"), command)
