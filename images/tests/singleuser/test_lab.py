"""What students meet in JupyterLab beside the tutorial: tools, odd files, figures."""

import shutil
import time
import unittest
from pathlib import Path
from tempfile import TemporaryDirectory

from lab import HOME, Lab, terminal
from rlmprov_singleuser.opening import default_url


class Tools(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.lab = cls.enterClassContext(Lab())

    def test_commands_that_people_expect(self):
        for command in ("git", "nano", "less", "curl", "unzip", "python", "pip"):
            self.assertIsNotNone(shutil.which(command), command)

    def test_nbgitpuller_brings_a_repository(self):
        origin = HOME / "origin"
        self.addCleanup(shutil.rmtree, origin)
        self.addCleanup(shutil.rmtree, HOME / "course", ignore_errors=True)
        shown = terminal(
            f"git init -q -b main {origin} && cd {origin} && echo one >a.txt && git add . &&"
            " git -c user.name=t -c user.email=t@example.org commit -qm first"
        )
        self.assertEqual(shown, "")
        self.assertEqual(self.lab.ask("GET", "/git-pull?repo=x").status_code, 200)
        events = self.lab.ask(
            "GET", f"/git-pull/api?repo=file://{origin}&branch=main&targetpath=course"
        ).text
        self.assertIn('"phase": "finished"', events)
        self.assertEqual((HOME / "course/a.txt").read_text(), "one\n")

    def test_widgets_work(self):
        (printed,) = self.lab.run("import ipywidgets; print(ipywidgets.IntSlider(3).value)")
        self.assertEqual(printed, "3")
        extensions = self.lab.ask("GET", "/lab").text
        self.assertIn("@jupyter-widgets/jupyterlab-manager", extensions)

    def test_a_module_of_the_users_is_imported_and_types_py_kills_no_kernel(self):
        for name in ("types.py", "enum.py", "mine.py"):
            (HOME / name).write_text("NAME = __name__\n")
            self.addCleanup((HOME / name).unlink)
        (printed,) = self.lab.run("import mine; print(mine.NAME)")
        self.assertEqual(printed, "mine")

    def test_memory_and_disk_are_told_and_that_is_no_activity(self):
        before = self.lab.ask("GET", "/api/status?no_track_activity=1").json()["last_activity"]
        time.sleep(0.1)
        figures = self.lab.ask("GET", "/api/metrics/v1").json()
        after = self.lab.ask("GET", "/api/status?no_track_activity=1").json()["last_activity"]
        self.assertEqual(before, after)
        self.assertGreater(figures["rss"], 30 << 20)
        self.assertEqual(figures["disk_total"], shutil.disk_usage(HOME).total)
        self.assertGreater(figures["disk_used"], 0)

    def test_figures_are_for_those_who_are_logged_in(self):
        self.lab.headers, kept = {}, self.lab.headers
        self.addCleanup(setattr, self.lab, "headers", kept)
        self.assertEqual(self.lab.ask("GET", "/api/metrics/v1").status_code, 403)

    def test_no_other_half_of_the_meter_runs(self):
        answer = self.lab.ask("GET", "/api/metrics/v1/kernel_usage/get_usage/x")
        self.assertEqual(answer.status_code, 404)


class Opening(unittest.TestCase):
    def test_the_one_notebook_on_offer_opens_and_of_several_none(self):
        root = Path(self.enterContext(TemporaryDirectory()))
        offered, home = root / "offered", root / "home"
        self.assertEqual(default_url(offered, home), "/lab")
        for folder in (offered, home):
            folder.mkdir()
            (folder / "An Intro.ipynb").touch()
        self.assertEqual(default_url(offered, home), "/lab/tree/An%20Intro.ipynb")
        (home / "An Intro.ipynb").unlink()
        self.assertEqual(default_url(offered, home), "/lab", "the user has deleted it")
        (home / "An Intro.ipynb").touch()
        (offered / "Two.ipynb").touch()
        self.assertEqual(default_url(offered, home), "/lab")


if __name__ == "__main__":
    unittest.main()
