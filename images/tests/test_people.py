"""What `rlmprov users` is told, from a database as JupyterHub makes it."""

import tempfile
import unittest
from datetime import datetime
from pathlib import Path

from jupyterhub import orm
from rlmprov_hub import check, people


class People(unittest.TestCase):
    def setUp(self):
        folder = self.enterContext(tempfile.TemporaryDirectory())
        self.database = Path(folder, "jupyterhub.sqlite")
        self.db = orm.new_session_factory(f"sqlite:///{self.database}")()
        self.addCleanup(self.db.close)

    def user(self, name, activity=None, server=False, state=None):
        user = orm.User(name=name, last_activity=activity)
        spawner = orm.Spawner(name="", user=user, started=activity, state=state or {})
        if server:
            spawner.server = orm.Server()
        self.db.add_all([user, spawner])
        self.db.commit()

    def test_who_is_in_who_was_and_who_never_came(self):
        when = datetime(2026, 11, 26, 10, 0, 0, 5)
        self.user("teacher")
        self.user("ben", when)
        self.user("ann", when, server=True, state={"object_id": "x", "profile": "large"})
        self.user(check.USER, when)
        ben = {"running": False, "started": None, "lastActivity": "2026-11-26T10:00:00Z"}
        ben["profile"] = None
        self.assertEqual(
            people.users(self.database),
            [
                {
                    "name": "ann",
                    **ben,
                    "running": True,
                    "started": "2026-11-26T10:00:00Z",
                    "profile": "large",
                },
                {"name": "ben", **ben},
                {"name": "teacher", **ben, "lastActivity": None},
            ],
        )

    def test_it_changes_nothing_and_makes_no_database(self):
        absent = self.database.with_name("absent.sqlite")
        with self.assertRaises(people.sqlite3.OperationalError):
            people.users(absent)
        self.assertFalse(absent.exists())
