"""Logging in, kind by kind, on a real hub: by accounts, and by a real OpenID provider.

The same provider plays GitHub and Google at the addresses that OAuthenticator lets one configure
(see `run`): what these two really answer is known from their documentation only.
"""

from __future__ import annotations

import re
import time

from browser import HUB, Browser
from identity_provider import PORT, Provider
from stack_test import ADMIN_PASSWORD, Stack, configure, container, hub, volumes

ISSUER = f"http://idp:{PORT}"
CALLBACK = f"{HUB}/hub/oauth_callback"
PASSWORD = "correct horse battery"


class Person(Browser):
    """Somebody with an account at the provider, which is a login and the same as password."""

    def __init__(self, login, name=""):
        super().__init__(name or login.lower())
        self.login = login
        self.said = ""

    def log_in(self, password=""):
        """From the hub's button to the provider's form and back. 302 is in, else refused."""
        form = self.session.get(f"{HUB}/hub/oauth_login", timeout=30)
        assert form.url.startswith(ISSUER), f"{form.status_code} {form.url}"
        action = re.search(r'action="([^"]*)"', form.text)[1].replace("&amp;", "&")
        answer = self.session.post(
            ISSUER + action,
            data={"login": self.login, "password": password or self.login},
            allow_redirects=False,
            timeout=30,
        )
        assert answer.status_code == 302, answer.text
        self.callback = answer.headers["Location"]
        return self.come_back()

    def come_back(self):
        answer = self.session.get(self.callback, allow_redirects=False, timeout=30)
        self.said = answer.text
        return answer.status_code

    def name(self):
        """What the hub calls whoever is logged in; empty for nobody."""
        answer = self.hub("GET", "/user")
        return answer.json()["name"] if answer.status_code == 200 else ""


class ByProvider(Stack):
    def setUp(self):
        self.provider = Provider(ISSUER, CALLBACK)
        self.provider.__enter__()
        self.addCleanup(self.provider.__exit__)

    def people(self, **people):
        for login, claims in people.items():
            self.provider.people[login] = {"sub": f"number of {login}", **claims}

    def hub_by(self, kind, allow, admins=("teacher",), profiles=None, **more):
        auth = {"type": kind, "clientId": self.provider.client_id, "callbackUrl": CALLBACK}
        configure(
            auth={**auth, "allow": allow, **more},
            admins=list(admins),
            secrets={"RLMPROV_OAUTH_CLIENT_SECRET": self.provider.client_secret},
            **({"profiles": profiles} if profiles else {}),
        )

    def oidc(self, allow, admins=("teacher",), claim="preferred_username", groups="groups"):
        scopes = ["openid", "profile"]
        more = {"issuer": ISSUER, "usernameClaim": claim, "groupsClaim": groups, "scopes": scopes}
        self.hub_by("oidc", allow, admins, **more)


class Oidc(ByProvider):
    def test_who_gets_in_and_a_server_starts(self):
        self.people(
            **{name: {"preferred_username": name} for name in ("teacher", "o-listed", "o-none")},
            member={"preferred_username": "Member", "groups": ["staff", "rlm-class"]},
        )
        self.oidc({"users": ["o-listed"], "groups": ["rlm-class"]})
        listed = Person("o-listed")
        self.assertEqual(listed.log_in(), 302)
        self.assertEqual(Person("o-none").log_in(), 403)
        member = Person("member")
        self.assertEqual(member.log_in(), 302)
        self.assertEqual(member.name(), "member")
        teacher = Person("teacher")
        self.assertEqual(teacher.log_in(), 302)
        self.assertEqual(teacher.hub("GET", "/users").status_code, 200)
        self.assertEqual(listed.hub("GET", "/users").status_code, 403)
        listed.start()
        seen = listed.run(
            "import os; print([n for n in os.environ if 'RLMPROV' in n or 'OAUTH_C' in n])"
        )
        self.assertNotIn("SECRET", seen)

    def test_groups_of_the_provider_have_profiles(self):
        self.people(
            grouped={"preferred_username": "o-grouped", "groups": ["staff", "project"]},
        )
        large = {"displayName": "Large", "memory": 768 << 20, "cpu": 1, "count": 2}
        self.hub_by(
            "oidc",
            {"everyone": True},
            profiles={"large": {**large, "users": [], "groups": ["project"]}},
            issuer=ISSUER,
            usernameClaim="preferred_username",
            groupsClaim="groups",
            scopes=["openid", "profile"],
        )
        grouped = Person("grouped", "o-grouped")
        self.assertEqual(grouped.log_in(), 302)
        grouped.start()
        self.assertEqual(container("o-2dgrouped").attrs["HostConfig"]["Memory"], 768 << 20)

    def test_the_list_is_the_truth_and_so_are_the_admins(self):
        self.people(**{name: {"preferred_username": name} for name in ("o-ann", "o-boss")})
        self.oidc({"users": ["o-ann"]}, admins=["o-boss"])
        ann, boss = Person("o-ann"), Person("o-boss")
        self.assertEqual((ann.log_in(), boss.log_in()), (302, 302))
        self.assertEqual(boss.hub("GET", "/users").status_code, 200)
        self.oidc({"users": ["o-boss"]}, admins=[])
        self.assertEqual(ann.name(), "")
        self.assertEqual(ann.log_in(), 403)
        self.assertEqual(boss.name(), "o-boss")
        self.assertEqual(boss.hub("GET", "/users").status_code, 403)
        self.assertEqual(boss.log_in(), 302)
        self.assertEqual(boss.hub("GET", "/users").status_code, 403)

    def test_a_name_that_passed_to_somebody_else_is_not_a_key_to_the_files(self):
        self.people(
            teacher={"preferred_username": "teacher"},
            first={"preferred_username": "o-shared"},
            second={"preferred_username": "o-shared"},
        )
        self.oidc({"everyone": True})
        self.assertEqual(Person("first", "o-shared").log_in(), 302)
        thief = Person("second", "o-shared")
        self.assertEqual(thief.log_in(), 403)
        self.assertIn("o-shared is the name of somebody else here", thief.said)
        self.assertEqual(Person("first", "o-shared").log_in(), 302)
        teacher = Person("teacher")
        self.assertEqual(teacher.log_in(), 302)
        self.assertEqual(teacher.hub("DELETE", "/users/o-shared").status_code, 204)
        self.assertEqual(thief.log_in(), 302)

    def test_names_that_are_none_are_refused_and_odd_ones_have_volumes_of_their_own(self):
        odd = ["o.dd..x-", "o.dd..x", "o-dd+2b@example.org"]
        bad = ["../../etc", "\u212aim", "o/x", "a" * 65, "rlmprov-check", "o x"]
        self.people(**{f"p{n}": {"preferred_username": name} for n, name in enumerate(odd + bad)})
        self.oidc({"everyone": True})
        for number in range(len(odd), len(odd + bad)):
            with self.subTest(bad[number - len(odd)]):
                self.assertEqual(Person(f"p{number}").log_in(), 403)
        for number, name in enumerate(odd):
            with self.subTest(name):
                person = Person(f"p{number}", name)
                self.assertEqual(person.log_in(), 302)
                self.assertEqual(person.name(), name)
                person.start()
                self.assertEqual(person.run("print(1)"), "1\n")
        self.assertIn("jupyterhub-user-o-2edd-2e-2ex-2d", volumes())
        self.assertIn("jupyterhub-user-o-2edd-2e-2ex", volumes())
        self.assertTrue(container("o-2ddd-2b2b-40example-2eorg"))

    def test_an_address_must_be_verified(self):
        self.people(
            sure={"email": "O-Sure@example.org", "email_verified": True},
            unsure={"email": "o-unsure@example.org"},
            liar={"email": "teacher@example.org", "email_verified": False},
        )
        self.oidc({"everyone": True}, admins=["teacher@example.org"], claim="email")
        sure = Person("sure")
        self.assertEqual(sure.log_in(), 302)
        self.assertEqual(sure.name(), "o-sure@example.org")
        for login in ("unsure", "liar"):
            refused = Person(login)
            self.assertEqual(refused.log_in(), 403)
            self.assertIn("verified", refused.said)

    def test_a_callback_counts_once_and_for_the_browser_that_asked(self):
        self.people(**{"o-once": {"preferred_username": "o-once"}})
        self.oidc({"everyone": True})
        once, other = Person("o-once"), Person("o-once")
        self.assertEqual(once.log_in(), 302)
        other.callback = once.callback
        self.assertEqual(other.come_back(), 400)
        self.assertNotEqual(once.come_back(), 302)

    def test_the_hub_restarts_while_the_provider_is_away(self):
        self.people(**{"o-away": {"preferred_username": "o-away"}})
        self.oidc({"everyone": True})
        person = Person("o-away")
        self.assertEqual(person.log_in(), 302)
        self.provider.__exit__()
        since = int(time.time())
        self.oidc({"users": ["o-away"]})
        self.assertIn("going on with what it said before", hub().logs(since=since).decode())
        self.assertEqual(person.name(), "o-away")


class Google(ByProvider):
    def test_who_gets_in(self):
        verified = {"email_verified": True}
        self.people(
            teacher={"email": "teacher@example.org", "hd": "example.org", **verified},
            pupil={"email": "g-pupil@example.org", "hd": "example.org", **verified},
            guest={"email": "G-Guest+rlm@gmail.com", **verified},
            other={"email": "g-other@elsewhere.org", "hd": "elsewhere.org", **verified},
            # An address of the domain's, without being of the domain.
            false={"email": "g-false@example.org", **verified},
            unsure={"email": "g-unsure@example.org", "hd": "example.org", "email_verified": False},
        )
        allow = {"users": ["g-guest+rlm@gmail.com"], "domains": ["example.org"]}
        self.hub_by("google", allow, admins=["teacher@example.org"])
        for login, name in (
            ("teacher", "teacher@example.org"),
            ("pupil", "g-pupil@example.org"),
            ("guest", "g-guest+rlm@gmail.com"),
        ):
            person = Person(login, name)
            self.assertEqual(person.log_in(), 302, login)
            self.assertEqual(person.name(), name)
        for login in ("other", "false", "unsure"):
            self.assertEqual(Person(login).log_in(), 403, login)

    def test_everyone_is_everyone_with_a_verified_address(self):
        self.people(
            sure={"email": "g-sure@gmail.com", "email_verified": True},
            unsure={"email": "g-unsure@gmail.com", "email_verified": False},
        )
        self.hub_by("google", {"everyone": True}, admins=[])
        self.assertEqual(Person("sure").log_in(), 302)
        self.assertEqual(Person("unsure").log_in(), 403)


class GitHub(ByProvider):
    def test_who_gets_in(self):
        self.people(**{name: {} for name in ("teacher", "Git-Ann", "git-bea", "git-cy", "git-dan")})
        self.provider.members = {"school": {"git-bea"}, "uni:rlm": {"git-cy"}, "uni": {"git-dan"}}
        allow = {"users": ["git-ann"], "organizations": ["school", "uni:rlm"]}
        self.hub_by("github", allow)
        for login in ("teacher", "Git-Ann", "git-bea", "git-cy"):
            person = Person(login)
            self.assertEqual(person.log_in(), 302, login)
            self.assertEqual(person.name(), login.lower())
        self.assertEqual(Person("git-dan").log_in(), 403)
        self.provider.members["school"].clear()
        self.assertEqual(Person("git-bea").log_in(), 403)


class Account(Browser):
    """Somebody at the hub's own forms."""

    def log_in(self, password=""):
        """As Browser, but what the page says is kept."""
        return self._post("login", username=self.user, password=password)

    def sign_up(self, password=PASSWORD, again=""):
        fields = {"signup_password": password, "signup_password_confirmation": again or password}
        return self._post("signup", username=self.user, **fields)

    def page(self, path):
        return self.session.get(f"{HUB}/hub/{path}", timeout=30).text

    def decide(self, what, name, **fields):
        return self._post(f"{what}/{name}".rstrip("/"), **fields)

    def _post(self, path, **fields):
        self.session.get(f"{HUB}/hub/login", timeout=30)
        fields["_xsrf"] = self.session.cookies.get("_xsrf", path="/hub/")
        answer = self.session.post(
            f"{HUB}/hub/{path}", data=fields, allow_redirects=False, timeout=30
        )
        self.said = answer.text
        return answer.status_code


def by_accounts(sign_up, admins=("teacher",)):
    configure(
        auth={"type": "accounts", "signUp": sign_up},
        admins=list(admins),
        secrets={"RLMPROV_ADMIN_PASSWORD": ADMIN_PASSWORD},
    )


def new_password(password):
    return {"new_password": password, "new_password_confirmation": password}


class Accounts(Stack):
    def test_sign_up_wait_be_approved_log_in_be_revoked(self):
        by_accounts("approved")
        ann = Account("acc-ann")
        ann.sign_up()
        self.assertIn("once an admin has approved it", ann.said)
        self.assertEqual(ann.log_in(PASSWORD), 403)
        self.assertIn("An admin has not approved your account yet", ann.said)
        self.assertEqual(ann.log_in("wrong"), 403)
        self.assertNotIn("approved", ann.said)
        teacher = Account("teacher")
        self.assertEqual(teacher.log_in(ADMIN_PASSWORD), 302)
        self.assertIn('href="/hub/signup"', Account("x").page("login"))
        self.assertIn('href="/hub/authorize"', teacher.page("home"))
        page = teacher.page("authorize")
        self.assertRegex(page, r"acc-ann[\s\S]*waits for approval")
        self.assertEqual(teacher.decide("authorize", "acc-ann", approve="yes"), 302)
        self.assertEqual(ann.log_in(PASSWORD), 302)
        self.assertIn('href="/hub/change-password"', ann.page("home"))
        ann.start()
        self.assertEqual(ann.run("print(1)"), "1\n")
        self.assertEqual(ann.decide("authorize", "acc-ann", approve="yes"), 403)
        self.assertEqual(teacher.decide("authorize", "acc-ann", approve="no"), 302)
        self.assertEqual(Account("acc-ann").log_in(PASSWORD), 403)

    def test_an_account_is_not_changed_by_a_link(self):
        by_accounts("approved")
        bea = Account("acc-bea")
        bea.sign_up()
        teacher = Account("teacher")
        teacher.log_in(ADMIN_PASSWORD)
        for path in ("authorize/acc-bea", "discard/acc-bea"):
            answer = teacher.session.get(f"{HUB}/hub/{path}", timeout=30)
            self.assertEqual(answer.status_code, 405)
            unasked = teacher.session.post(
                f"{HUB}/hub/{path}", data={"approve": "yes"}, allow_redirects=False, timeout=30
            )
            self.assertEqual(unasked.status_code, 403)
        self.assertEqual(bea.log_in(PASSWORD), 403)
        self.assertEqual(teacher.decide("discard", "acc-bea"), 302)
        bea.sign_up()
        self.assertIn("once an admin has approved it", bea.said)

    def test_users_change_their_password_and_an_admin_sets_a_forgotten_one(self):
        by_accounts("open")
        flo, teacher = Account("acc-flo"), Account("teacher")
        flo.sign_up()
        self.assertEqual(flo.log_in(PASSWORD), 302)
        chosen, set_by_admin = "a second good phrase", "a third good phrase"
        for old, word in (("wrong", "incorrect"), (PASSWORD, "successfully")):
            flo.decide("change-password", "", old_password=old, **new_password(chosen))
            self.assertIn(word, flo.said)
        self.assertEqual(Account("acc-flo").log_in(PASSWORD), 403)
        self.assertEqual(Account("acc-flo").log_in(chosen), 302)
        self.assertEqual(
            flo.decide("change-password", "acc-flo", **new_password(set_by_admin)), 403
        )
        teacher.log_in(ADMIN_PASSWORD)
        teacher.decide("change-password", "acc-flo", **new_password(set_by_admin))
        self.assertIn("successfully", teacher.said)
        self.assertEqual(Account("acc-flo").log_in(chosen), 403)
        self.assertEqual(Account("acc-flo").log_in(set_by_admin), 302)

    def test_names_that_cannot_be_signed_up(self):
        by_accounts("open")
        for name in ("teacher", "Teacher", "rlmprov-check", "../x", "a@b", "a b", "-a", "a" * 32):
            with self.subTest(name):
                account = Account(name)
                account.sign_up()
                self.assertIn("alert-danger", account.said)
                self.assertEqual(account.log_in(PASSWORD), 403)

    def test_passwords_that_cannot_be_taken(self):
        by_accounts("open")
        for password in ("short", "password123", "x" * 73):
            account = Account("acc-cy")
            account.sign_up(password)
            self.assertIn("alert-danger", account.said)
        cy = Account("acc-cy")
        cy.sign_up(PASSWORD, "another one")
        self.assertIn("did not match", cy.said)
        cy.sign_up()
        self.assertIn("successful", cy.said)
        self.assertEqual(cy.log_in("x" * 73), 403)
        self.assertEqual(cy.log_in(PASSWORD), 302)

    def test_five_failures_lock_the_name_and_no_other(self):
        by_accounts("open")
        for name in ("acc-dan", "acc-eve"):
            Account(name).sign_up()
        dan = Account("acc-dan")
        self.assertEqual([dan.log_in("wrong") for _ in range(5)], [403] * 5)
        self.assertEqual(dan.log_in(PASSWORD), 403)
        self.assertIn("Too many failed logins as acc-dan. Wait 10 minutes", dan.said)
        self.assertEqual(Account("acc-eve").log_in(PASSWORD), 302)

    def test_a_name_with_a_former_life_needs_an_admin_even_where_sign_up_is_open(self):
        configure()
        self.assertEqual(Browser("acc-fay").log_in(), 302)
        by_accounts("open")
        fay = Account("acc-fay")
        fay.sign_up()
        self.assertIn("once an admin has approved it", fay.said)
        self.assertEqual(fay.log_in(PASSWORD), 403)

    def test_an_admin_who_is_taken_off_the_list_is_none_and_has_no_account(self):
        by_accounts("open")
        teacher = Account("teacher")
        teacher.log_in(ADMIN_PASSWORD)
        self.assertEqual(teacher.hub("GET", "/users").status_code, 200)
        change = teacher.session.get(f"{HUB}/hub/change-password", timeout=30)
        self.assertEqual(change.status_code, 403)
        by_accounts("open", admins=["other"])
        self.assertEqual(teacher.hub("GET", "/users").status_code, 403)
        self.assertEqual(Account("teacher").log_in(ADMIN_PASSWORD), 403)
        thief = Account("teacher")
        thief.sign_up()
        self.assertEqual(thief.log_in(PASSWORD), 403)

    def test_closed_is_closed_and_those_who_are_in_stay(self):
        by_accounts("open")
        gus = Account("acc-gus")
        gus.sign_up()
        by_accounts("closed")
        self.assertEqual(Account("acc-hal").sign_up(), 404)
        self.assertEqual(gus.log_in(PASSWORD), 302)


class Roster(Stack):
    def test_who_is_not_on_the_list_is_told_so_and_who_is_taken_off_is_out(self):
        configure(roster=["listed", "leaving"], admins=["teacher"])
        for name in ("listed", "Leaving", "teacher"):
            self.assertEqual(Browser(name).log_in(), 302, name)
        stranger = Account("stranger")
        self.assertEqual(stranger.log_in(), 403)
        self.assertIn("stranger is not on the list of this class. Ask your teacher.", stranger.said)
        leaving, listed = Browser("leaving"), Browser("listed")
        for person in (leaving, listed):
            person.log_in()
        configure(roster=["listed"], admins=["teacher"])
        self.assertEqual(leaving.hub("GET", "/user").status_code, 403)
        self.assertEqual(listed.hub("GET", "/user").status_code, 200)
