"""Profiles on a real hub: who gets which limits, the choice, and a profile that is full."""

from __future__ import annotations

import accessibility as a11y
import docker.errors
from browser import HUB, Browser
from pages_stack_test import ENTER, TAB, Pages, window
from stack_test import configure, container, until

DOWN = "\ue015"
MIB = 1 << 20
PROFILES = {
    "large": {
        "displayName": "Large",
        "memory": 768 * MIB,
        "cpu": 2,
        "count": 9,
        "users": ["sole"],
        "groups": ["project"],
    },
    "single": {
        "displayName": "The only one",
        "description": "For the project.",
        "memory": 640 * MIB,
        "cpu": 1,
        "count": 1,
        "users": ["chooser", "rival"],
        "groups": [],
    },
    "small": {
        "displayName": "Small",
        "memory": 384 * MIB,
        "cpu": 0.5,
        "count": 9,
        "users": ["chooser"],
        "groups": [],
    },
}


def logged_in(user):
    browser = Browser(user)
    assert browser.log_in() == 302
    return browser


def limits(user):
    attributes = container(user).attrs
    host = attributes["HostConfig"]
    return (
        attributes["Config"]["Labels"].get("io.rlmprov.profile"),
        host["Memory"] // MIB,
        host["MemorySwap"] // MIB,
        host["CpuQuota"],
    )


class Profiles(Pages):
    @classmethod
    def setUpClass(cls):
        configure(profiles=PROFILES)

    def test_who_has_one_gets_it_unasked_and_others_what_all_have(self):
        sole, other = logged_in("sole"), logged_in("other")
        sole.start()
        other.start()
        self.assertEqual(limits("sole"), ("large", 768, 768, 200_000))
        self.assertEqual(limits("other"), (None, 512, 512, 100_000))
        for person in (sole, other):
            person.stop()

    def test_who_has_two_chooses_by_keyboard_and_finds_the_choice_again(self):
        with window("chooser") as seen:
            self.open(seen, "spawn")
            self.assert_accessible(seen, "the choice of a profile")
            self.assertIn(
                "Start your server", seen.run("return document.title + document.body.innerText")
            )
            self.assertEqual(self.checked(seen), "small")
            for _ in range(30):
                if a11y.focused(seen)["id"] == "profile-small":
                    break
                seen.press(TAB)
            self.assertTrue(a11y.focused(seen)["seen"])
            seen.press(DOWN)
            self.assertEqual(self.checked(seen), "single")
            seen.press(ENTER)
            until("the server is there", lambda: self.has("chooser"), seconds=60)
        self.assertEqual(limits("chooser"), ("single", 640, 640, 100_000))
        chooser = logged_in("chooser")
        until("it is ready", chooser.sees_lab, seconds=90)
        # A hub that restarted has not forgotten who has the only server of it.
        configure(profiles=PROFILES)
        full = logged_in("rival").session.get(f"{HUB}/hub/spawn", timeout=60)
        self.assertEqual(full.status_code, 429)
        self.assertIn("The one server of the profile The only one is in use.", full.text)
        chooser.stop()
        with window("chooser") as seen:
            self.open(seen, "spawn")
            self.assertEqual(self.checked(seen), "single")
        chooser.session.get(f"{HUB}/hub/spawn?profile=small", timeout=60)
        until("the link has started it", lambda: self.has("chooser"), seconds=60)
        self.assertEqual(limits("chooser"), ("small", 384, 384, 50_000))

    def test_a_group_of_the_admin_page(self):
        teacher, member = logged_in("teacher"), logged_in("member")
        teacher.hub("POST", "/groups/project", json={}).raise_for_status()
        joined = teacher.hub("POST", "/groups/project/users", json={"users": ["member"]})
        joined.raise_for_status()
        member.start()
        self.assertEqual(limits("member"), ("large", 768, 768, 200_000))

    def checked(self, seen):
        return seen.run("return document.querySelector('[name=profile]:checked').value")

    def has(self, user):
        try:
            return container(user).status == "running"
        except docker.errors.NotFound:
            return False
