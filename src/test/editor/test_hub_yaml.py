"""What an editor with yaml-language-server shows of a hub.yaml, by docs/hub.schema.json alone.

Variables: REPOSITORY, the folder of this repository; LANGUAGE_SERVER, the command that starts the server.
"""

import json
import os
import shlex
import unittest
from pathlib import Path
from typing import Any

from language_server import Document, LanguageServer

REPOSITORY = Path(os.environ["REPOSITORY"])
CONFIG = REPOSITORY / "src/test/resources/config"
MODELINE = "# yaml-language-server: $schema=docs/hub.schema.json\n"
HUB = """apiVersion: rlmprov/v1
name: rlm-class
hosts:
  - address: hub.example.org
users:
  count: 25
"""
# The server finds an anchor that no alias uses, which the reader allows.
ALSO_FOUND = {"anchors-and-merge-keys"}
# YAML 1.2, which the server reads, takes a tab before a value; SnakeYAML, which reads YAML 1.1, does not.
NOT_FOUND = {"yaml-tab-before-a-value"}


class HubYamlTest(unittest.TestCase):
    server: LanguageServer
    schema: dict[str, Any]

    @classmethod
    def setUpClass(cls) -> None:
        cls.schema = json.loads((REPOSITORY / "docs/hub.schema.json").read_text())
        command = shlex.split(os.environ["LANGUAGE_SERVER"])
        cls.server = cls.enterClassContext(LanguageServer(command, REPOSITORY))

    def edited(self, text: str) -> Document:
        """Opens a hub.yaml whose first line is that of hub.yaml.example."""
        return self.server.open(MODELINE + text)

    def test_a_valid_hub_yaml_has_no_problem(self) -> None:
        example = (REPOSITORY / "hub.yaml.example").read_text()
        self.assertTrue(example.startswith(MODELINE))
        self.assertEqual(self.server.open(example).problems(), [])
        self.assertEqual(self.edited(HUB).problems(), [])

    def test_sections_are_offered_with_their_descriptions(self) -> None:
        offered = self.edited(HUB + "\n").completions(HUB)
        written = {"apiVersion", "name", "hosts", "users"}
        self.assertEqual(set(offered), set(self.schema["properties"]) - written)
        self.assertIn("Who may log in.", offered["auth"])

    def test_settings_of_a_section_are_offered(self) -> None:
        for section in "auth", "idle", "server", "images":
            head = f"{section}:\n  "
            offered = self.edited(f"{HUB}{head}\n").completions(head)
            settings = self.schema["properties"][section]["properties"]
            self.assertEqual(set(offered), set(settings), section)

    def test_the_values_of_a_setting_are_offered(self) -> None:
        offered = self.edited(f"{HUB}auth:\n  type: \n").completions("type: ")
        self.assertEqual(
            list(offered), ["open", "shared-password", "accounts", "github", "google", "oidc"]
        )

    def test_the_meaning_of_a_setting_is_shown(self) -> None:
        self.assertIn("Number of users, teachers included", self.edited(HUB).hover("count"))

    def test_an_error_is_marked(self) -> None:
        for wrong, message in {
            "idel: {timeout: 1h}\n": "Property idel is not allowed.",
            "idle: {timeout: soon}\n": "does not match",
            "auth: {type: opne}\n": "Value is not accepted.",
            "auth: {type: shared-password}\n": 'Missing property "password".',
        }.items():
            problems = self.edited(HUB + wrong).problems()
            self.assertTrue(any(message in problem for problem in problems), (wrong, problems))

    def test_every_case_of_the_reader_is_judged_alike(self) -> None:
        beyond = {
            line.split(": ")[0]
            for line in (CONFIG / "beyond-a-schema.txt").read_text().splitlines()
        }
        cases = sorted((CONFIG / "cases").glob("*.yaml"))
        self.assertGreater(len(cases), 100)
        documents = {case: self.edited(case.read_text(errors="replace")) for case in cases}
        for case, document in documents.items():
            outcome = case.with_suffix(".txt").read_text().splitlines()
            content = [line for line in case.read_text(errors="replace").splitlines() if line]
            # A server judges nothing in a document without content.
            silent = all(line.startswith("#") for line in content)
            refused = "right" not in outcome and case.stem not in beyond and not silent
            with self.subTest(case.stem):
                problems = document.problems()
                expected = (refused or case.stem in ALSO_FOUND) and case.stem not in NOT_FOUND
                self.assertEqual(bool(problems), expected, problems)


if __name__ == "__main__":
    unittest.main()
