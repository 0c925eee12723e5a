"""What users are called, and that no name reaches what is another's."""

import itertools
import re
import tempfile
import unittest
from pathlib import Path

from dockerspawner import DockerSpawner
from rlmprov_hub.auth import names
from rlmprov_hub.auth.identities import Identities
from tornado.web import HTTPError

# Each in its own way like another, or like what Docker, a shell, a path or a URL reads otherwise.
HOSTILE = [
    *("ann", "ann-", "ann--", "a-nn", "a--nn", "a-2dnn", "a.nn", "a..nn", "a_nn", "ann.", "ann.."),
    *("a-2enn", "a.2enn", "a_2enn", "ann-2d", "0", "0-", "a@b", "a-40b", "a+b", "a-2bb", "a.b@c.d"),
    *(
        "ann--server",
        "jupyter-ann",
        "con",
        "a" * 64,
        "a" * 63 + "-",
        "a" + "." * 63,
        "a" + "@" * 63,
    ),
]
# Docker's own rule, https://github.com/moby/moby/blob/master/daemon/names/names.go
DOCKER = re.compile(r"[a-zA-Z0-9][a-zA-Z0-9_.-]+")


class Typed(unittest.TestCase):
    """What somebody reads whose name cannot be one."""

    def test_a_name_that_keeps_the_rule_is_the_name(self):
        self.assertEqual(names.own("anna-b"), "anna-b")

    def test_another_is_refused_with_the_rule_and_one_like_it(self):
        with self.assertRaises(HTTPError) as refused:
            names.own("anna b")
        # As JupyterHub puts it together.
        said = refused.exception.log_message % refused.exception.args
        self.assertEqual(refused.exception.status_code, 403)
        self.assertIn("“anna b” cannot be a name here. Up to 31 of the letters a to z", said)
        self.assertTrue(said.endswith("You could take anna-b."), said)

    def test_what_is_typed_is_no_format(self):
        with self.assertRaises(HTTPError) as refused:
            names.own("100%s")
        self.assertIn("“100%s”", refused.exception.log_message % refused.exception.args)

    def test_a_very_long_one_is_cut(self):
        self.assertIn("a" * 40 + "…”", names.problem("a" * 1000))

    def test_none(self):
        self.assertTrue(names.problem("").startswith("Type a name. Up to 31"))

    def test_suggestions_keep_the_rule_themselves(self):
        similar = {
            "Müller": "mueller",
            "Mu\u0308ller": "mueller",
            "Anna B": "anna-b",
            "José Ñuñez": "jose-nunez",
            "Weiß": "weiss",
            "O'Neil": "o-neil",
            "ann@example.org": "ann-example.org",
            "../etc": "etc",
            "-a": "a",
            "李": "",
            "x" * 40: "x" * 31,
            "x" * 30 + " y": "x" * 30,
        }
        for typed, name in similar.items():
            with self.subTest(typed):
                self.assertEqual(names.suggestion(typed), name)
                self.assertTrue(not name or re.fullmatch(names.OWN[1:-1], name))


class Own(unittest.TestCase):
    def test_pattern(self):
        for name in ("ann", "0", "a.b-c_d", "a" * 31, "ann-", "a.."):
            self.assertRegex(name, names.OWN)
        for name in (
            "",
            "Ann",
            "-a",
            ".a",
            "..",
            "a b",
            "a/b",
            "a" * 32,
            "ä",
            "a$b",
            "a@b",
            "a%2fb",
        ):
            self.assertNotRegex(name, names.OWN)


class Provided(unittest.TestCase):
    def test_case_is_folded_and_nothing_else_changes(self):
        for claimed, name in (
            ("Anna-Maria", "anna-maria"),
            ("Anna.Mueller+rlm@Example.ORG", "anna.mueller+rlm@example.org"),
            ("a" * 64, "a" * 64),
        ):
            self.assertEqual(names.provided(claimed), name)

    def test_what_cannot_be_a_name_is_refused_and_not_mended(self):
        kelvin, long_s, fullwidth, cyrillic = "\u212aim", "\u017fue", "\uff41nn", "\u0430nn"
        for claimed in (
            *(
                "",
                " ",
                "ann ",
                " ann",
                "ann\n",
                "an n",
                "a/b",
                "a\\b",
                "../x",
                "..",
                ".ann",
                "-ann",
            ),
            *(
                "_ann",
                "@ann",
                "a\0b",
                "a%2fb",
                "a:b",
                "a#b",
                "a?b",
                "a'b",
                "a;b",
                "a" * 65,
                "müller",
            ),
            *(kelvin, long_s, fullwidth, cyrillic, "ann\u200b", "İ", None, 1, ["ann"], True),
        ):
            with self.subTest(repr(claimed)), self.assertRaises(HTTPError) as refused:
                names.provided(claimed)
            self.assertEqual(refused.exception.status_code, 403)

    def test_names_of_containers_and_volumes_are_different_and_docker_takes_them(self):
        for name in HOSTILE:
            self.assertRegex(name, names.PROVIDED)
        escaped = {name: self.escaped(name) for name in HOSTILE}
        for a, b in itertools.combinations(HOSTILE, 2):
            self.assertNotEqual(escaped[a], escaped[b], (a, b))
        for name in escaped.values():
            volume = f"jupyterhub-user-{name}"
            self.assertTrue(DOCKER.fullmatch(f"jupyter-{name}") and DOCKER.fullmatch(volume))
            # A volume is a directory of that name.
            self.assertLessEqual(len(volume), 255)

    def escaped(self, name):
        return DockerSpawner._escape(name)


class OneNameOnePerson(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.file = Path(directory.name, "identities.sqlite")

    def test_the_first_keeps_it_over_restarts(self):
        self.assertTrue(Identities(self.file, "github").claim("ann", "1"))
        later = Identities(self.file, "github")
        self.assertTrue(later.claim("ann", "1"))
        self.assertFalse(later.claim("ann", "2"))

    def test_a_released_name_is_free(self):
        identities = Identities(self.file, "github")
        identities.claim("ann", "1")
        identities.release("ann")
        self.assertTrue(identities.claim("ann", "2"))
        identities.release("nobody")

    def test_each_provider_counts_for_itself(self):
        self.assertTrue(Identities(self.file, "github").claim("ann", "1"))
        self.assertTrue(Identities(self.file, "https://sso.example.org").claim("ann", "2"))
