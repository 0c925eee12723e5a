"""What people read, and what becomes of old backups."""

import tempfile
import unittest
from pathlib import Path

from rlmprov_hub import hub, pages, words
from rlmprov_hub.settings import parse_settings
from test_settings import example
from traitlets.config import Config


class Words(unittest.TestCase):
    def variables(self, secrets=None, **changes):
        c = Config()
        pages.configure(c, parse_settings(example(**changes)), secrets or {})
        return c.JupyterHub.template_vars

    def test_durations(self):
        said = {3600: "1 hour", 5400: "1 hour 30 minutes", 172801: "2 days 1 second", 0: ""}
        for seconds, text in said.items():
            self.assertEqual(words.duration(seconds), text)

    def test_sizes(self):
        for mega, text in {512: "512M", 1024: "1G", 1536: "1.5G", 704: "704M"}.items():
            self.assertEqual(words.size(mega << 20), text)

    def test_welcome_is_optional(self):
        self.assertEqual(self.variables()["welcome"], "")
        self.assertEqual(self.variables(welcome="Hello")["welcome"], "Hello")

    def test_a_password_is_asked_for_where_there_is_one(self):
        self.assertTrue(self.variables()["no_password"])
        self.assertFalse(self.variables(auth__type="shared-password")["no_password"])
        self.assertFalse(self.variables({"RLMPROV_ADMIN_PASSWORD": "x"})["no_password"])


class Backups(unittest.TestCase):
    def test_the_newest_stay_and_the_database_itself(self):
        with tempfile.TemporaryDirectory() as directory:
            for year in range(2001, 2009):
                Path(directory, f"jupyterhub.sqlite.{year}-01-01-000000").touch()
            for name in ("jupyterhub.sqlite", "jupyterhub.sqlite-journal"):
                Path(directory, name).touch()
            hub.remove_old_backups(Path(directory))
            left = sorted(path.name for path in Path(directory).iterdir())
            self.assertEqual(left[:2], ["jupyterhub.sqlite", "jupyterhub.sqlite-journal"])
            self.assertEqual(
                left[2:], [f"jupyterhub.sqlite.{y}-01-01-000000" for y in range(2004, 2009)]
            )
