"""settings.json and secrets.env: what is taken, and what is refused with which words."""

import copy
import json
import tempfile
import unittest
from pathlib import Path

from rlmprov_hub.settings import SettingsError, for_users, load, parse_secrets, parse_settings

EXAMPLE = {
    "name": "rlm-class",
    "hubDir": "/opt/rlmprov/rlm-class",
    "network": "rlmprov-rlm-class",
    "auth": {"type": "open"},
    "admins": ["teacher"],
    "idle": {"timeout": 3600, "checkEvery": 300, "maxAge": 0, "kernelTimeout": 1200},
    "server": {
        "image": "rlm-singleuser:0123456789ab",
        "memory": 536870912,
        "cpu": 1.0,
        "active": 30,
        "spawns": 6,
        "startTimeout": 120,
        "httpTimeout": 120,
    },
    "trust": ["corp.crt"],
}


def example(**changes):
    """The example with other values; `server__cpu` names a nested one."""
    data = copy.deepcopy(EXAMPLE)
    for path, value in changes.items():
        *parents, name = path.split("__")
        place = data
        for parent in parents:
            place = place[parent]
        if value is None:
            del place[name]
        else:
            place[name] = value
    return json.dumps(data)


class SettingsJson(unittest.TestCase):
    def test_every_field_is_read(self):
        settings = parse_settings(example())
        self.assertEqual(settings.server.memory, 536870912)
        self.assertEqual(settings.idle.kernelTimeout, 1200)
        self.assertEqual(settings.admins, ["teacher"])

    def test_a_whole_number_of_cores_is_a_number(self):
        self.assertEqual(parse_settings(example(server__cpu=2)).server.cpu, 2.0)

    def test_unknown_names_are_those_of_a_newer_tool(self):
        parse_settings(example(auth={"type": "open", "novel": 1}, novel={}))

    def test_a_bad_value_is_refused_with_its_place(self):
        cases = {
            "idle.timeout is missing": example(idle__timeout=None),
            'server.memory must be a whole number, not "512M"': example(server__memory="512M"),
            "server.active must be a whole number, not 1.5": example(server__active=1.5),
            "idle.maxAge is -1, which is less than 0": example(idle__maxAge=-1),
            "server.cpu must be a number, not true": example(server__cpu=True),
            "admins must be a list of strings, not [1]": example(admins=[1]),
            "auth must be an object": example(auth="open"),
            "profiles must be an object": example(profiles=[]),
            "profiles.large must be an object": example(profiles={"large": 1}),
            "profiles.large.memory is missing": example(profiles={"large": {"displayName": "L"}}),
            "the whole must be an object": "[]",
            "not JSON: Expecting value: line 1 column 1": "",
        }
        for problem, text in cases.items():
            with self.subTest(problem), self.assertRaises(SettingsError) as refused:
                parse_settings(text)
            self.assertIn(f"settings.json: {problem}", str(refused.exception))


class SecretsEnv(unittest.TestCase):
    def test_a_value_is_raw_to_the_end_of_its_line(self):
        secrets = parse_secrets("A= b\"c'$d#e \\n\nEMPTY=\nB=x=y\n")
        self.assertEqual(secrets, {"A": " b\"c'$d#e \\n", "EMPTY": "", "B": "x=y"})

    def test_only_names_without_our_prefix_go_to_users(self):
        secrets = {"OPENAI_API_KEY": "k", "RLMPROV_USER_PASSWORD": "p"}
        self.assertEqual(for_users(secrets), {"OPENAI_API_KEY": "k"})

    def test_a_bad_line_is_named_and_not_shown(self):
        for line in ("sk-secret", "=sk-secret", "1A=sk-secret", "A B=sk-secret"):
            with self.subTest(line), self.assertRaises(SettingsError) as refused:
                parse_secrets(f"OK=1\n{line}\n")
            self.assertIn("secrets.env: line 2 is not NAME=value", str(refused.exception))
            self.assertNotIn("sk-secret", str(refused.exception))


class Files(unittest.TestCase):
    def test_a_missing_file_is_named(self):
        with tempfile.TemporaryDirectory() as empty, self.assertRaises(SettingsError) as refused:
            load(Path(empty))
        self.assertIn("settings.json: cannot be read", str(refused.exception))
        self.assertIn("rlmprov apply", str(refused.exception))
