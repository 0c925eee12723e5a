"""Who gets which profile, what the form asks, and what a start without a place is told."""

import tempfile
import unittest
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace

from dockerspawner import DockerSpawner
from rlmprov_engine import container, limits
from rlmprov_hub import profiles, spawner
from rlmprov_hub.profiles import AllInUse, Profiles
from rlmprov_hub.settings import parse_settings
from rlmprov_hub.spawner import RlmSpawner
from test_configuration import configured
from test_settings import example

PROFILES = {
    "large": {
        "displayName": "Large",
        "description": 'For "big" <data>.',
        "memory": 2 << 30,
        "cpu": 2,
        "count": 1,
        "users": ["ann", "ben", "cleo"],
        "groups": [],
    },
    "small": {
        "displayName": "Small",
        "memory": 1 << 28,
        "cpu": 0.5,
        "count": 9,
        "users": ["ann"],
        "groups": ["staff"],
    },
}


def read(**changes):
    large = {**PROFILES["large"], **changes}
    settings = parse_settings(example(profiles={**PROFILES, "large": large}))
    return Profiles(settings.profiles, settings.server)


def user(name, *groups):
    return SimpleNamespace(name=name, groups=[SimpleNamespace(name=group) for group in groups])


def server(name, *groups, before=None):
    """A user's spawner, of which JupyterHub's part is a user and the options of last time."""
    made = RlmSpawner.__new__(RlmSpawner)
    DockerSpawner.__init__(made)
    made.user = SimpleNamespace(name=name, orm_user=user(name, *groups))
    made.orm_spawner = SimpleNamespace(user_options=before, server=None, name="")
    return made


class Form(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.inputs, self.labels, self.ids = [], [], set()
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        self.ids.add(found.get("id"))
        if tag == "input":
            self.inputs.append(found)
        if tag == "label":
            self.labels.append(found["for"])


class Choice(unittest.TestCase):
    def setUp(self):
        self.addCleanup(RlmSpawner._profiles.clear)

    def chosen(self, who, options=None, **changes):
        return read(**changes).chosen(who, options or {})

    def test_by_name_and_by_group(self):
        for who, own in (
            (user("ann"), ["small", "large"]),
            (user("ben"), ["large"]),
            (user("ben", "staff", "other"), ["small", "large"]),
            (user("zoe", "staff"), ["small"]),
            (user("zoe", "large"), []),
        ):
            with self.subTest(str(who)):
                self.assertEqual(list(read().of(who)), own)

    def test_what_was_asked_for_else_the_default_else_the_smallest(self):
        self.assertEqual(self.chosen(user("ann"), {"profile": "large"}), "large")
        self.assertEqual(self.chosen(user("ann")), "small")
        self.assertEqual(self.chosen(user("ann"), default=True), "large")
        self.assertEqual(self.chosen(user("ben")), "large")
        self.assertEqual(self.chosen(user("zoe")), "")

    def test_whatever_the_api_is_sent(self):
        for options in ({"profile": "huge"}, {"profile": ["large"]}, {"profile": {}}, {"x": 1}):
            with self.subTest(str(options)):
                self.assertEqual(self.chosen(user("ann"), options), "small")
        self.assertEqual(self.chosen(user("zoe"), {"profile": "large"}), "")

    def test_nothing_else_of_the_form_is_kept(self):
        kept = read().options
        self.assertEqual(kept({"profile": ["large"], "_xsrf": ["x"]}), {"profile": "large"})
        self.assertEqual(kept({"profile": ["huge"]}), {})
        self.assertEqual(kept({"profile": []}), {})
        self.assertEqual(kept({}), {})

    def test_a_form_is_there_for_those_only_who_have_several(self):
        self.assertEqual(read().form(server("ben")), "")
        self.assertEqual(read().form(server("zoe")), "")
        form = Form(read().form(server("ann")))
        self.assertEqual([one["value"] for one in form.inputs], ["small", "large"])
        self.assertEqual([one["value"] for one in form.inputs if "checked" in one], ["small"])
        self.assertEqual([one["id"] for one in form.inputs], form.labels)
        self.assertTrue({one["aria-describedby"] for one in form.inputs} <= form.ids)

    def test_the_last_choice_is_there_again(self):
        form = Form(read().form(server("ann", before={"profile": "large"})))
        self.assertEqual([one["value"] for one in form.inputs if "checked" in one], ["large"])

    def test_what_a_teacher_has_written_is_text(self):
        text = read().form(server("ann"))
        self.assertIn("2G of memory, 2 cores. For &quot;big&quot; &lt;data&gt;.", text)
        self.assertIn("256M of memory, 0.5 cores.<", text)


class Limits(unittest.TestCase):
    def setUp(self):
        self.addCleanup(RlmSpawner._profiles.clear)

    def test_a_start_gets_those_of_the_profile_and_the_next_one_its_own(self):
        ann = server("ann")
        for options, memory, cpu in (
            ({"profile": "large"}, 2 << 30, 2.0),
            ({"profile": "small"}, 1 << 28, 0.5),
        ):
            read().apply(ann, options)
            self.assertEqual((ann.mem_limit, ann.cpu_limit), (memory, cpu))
            self.assertEqual(ann.extra_host_config["memswap_limit"], memory)
        zoe = server("zoe")
        read().apply(zoe, {"profile": "large"})
        self.assertEqual((zoe.mem_limit, zoe.profile), (536870912, ""))

    def test_there_are_as_many_servers_of_a_profile_as_it_has(self):
        ann, ben = server("ann"), server("ben")
        read().apply(ann, {"profile": "large"})
        read().apply(ann, {"profile": "large"})
        with self.assertRaises(AllInUse) as full:
            read().apply(ben, {})
        self.assertEqual(full.exception.status_code, 429)
        self.assertEqual(
            full.exception.jupyterhub_message, "The one server of the profile Large is in use."
        )
        ann.clear_state()
        read().apply(ben, {})
        self.assertEqual(ben.profile, "large")

    def test_a_hub_that_starts_anew_counts_on(self):
        ann = server("ann")
        read().apply(ann, {"profile": "large"})
        state = ann.get_state()
        RlmSpawner._profiles.clear()
        ann.load_state(state)
        self.assertEqual(server("ben").others_with("large"), 1)


class Door(unittest.TestCase):
    def granted(self, text):
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder, "settings.json")
            file.write_text(text)
            return limits.read(file)

    def test_it_reads_what_the_hub_reads(self):
        self.assertEqual(
            self.granted(example(server__cpu=0.29, profiles=PROFILES)),
            (
                limits.Grant(536870912, 28999),
                limits.Grant(2 << 30, 200_000, "large", frozenset({"ann", "ben", "cleo"})),
                limits.Grant(1 << 28, 50_000, "small"),
            ),
        )

    def test_a_file_without_sense_grants_nothing(self):
        for text in ("", "[]", "{}", '{"server": {"memory": "x", "cpu": 1}}', '{"server": 1}'):
            with self.subTest(text):
                self.assertEqual(self.granted(text), ())

    def test_names_are_as_the_spawner_has_them(self):
        for name in ("ann", "ann-b", "a.b_c@x.org", "m+1"):
            self.assertEqual(limits.escaped(name), DockerSpawner._escape(name))

    def test_the_label_is_the_spawners(self):
        self.assertEqual(container.PROFILE_LABEL, spawner.PROFILE_LABEL)


class Configuration(unittest.TestCase):
    def test_a_hub_without_profiles_has_no_form(self):
        c = configured()
        profiles.configure(c, parse_settings(example()))
        self.assertNotIn("options_form", c.Spawner)
        self.assertNotIn("apply_user_options", c.Spawner)
