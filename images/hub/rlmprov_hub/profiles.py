"""Profiles: other limits for some users. Who has one gets it, who has several chooses."""

from __future__ import annotations

from html import escape
from typing import Any

from jupyterhub.orm import User
from tornado.web import HTTPError

from rlmprov_hub.settings import Profile, Server, Settings
from rlmprov_hub.spawner import RlmSpawner
from rlmprov_hub.words import size


class AllInUse(HTTPError):
    """As many servers of the profile run as it has; 429.html shows the message."""

    def __init__(self, profile: Profile) -> None:
        servers = "The one server" if profile.count == 1 else f"All {profile.count} servers"
        verb = "is" if profile.count == 1 else "are"
        self.jupyterhub_message = f"{servers} of the profile {profile.displayName} {verb} in use."
        super().__init__(429, self.jupyterhub_message)


class Profiles:
    """What a start asks: JupyterHub calls these methods with the user's spawner."""

    def __init__(self, profiles: dict[str, Profile], server: Server) -> None:
        self.profiles = profiles
        self.server = server

    def of(self, user: User) -> dict[str, Profile]:
        """Those of a user, the smallest first."""
        groups = {group.name for group in user.groups}
        found = {
            slug: profile
            for slug, profile in self.profiles.items()
            if user.name in profile.users or groups.intersection(profile.groups)
        }
        return dict(sorted(found.items(), key=lambda one: (one[1].memory, one[1].cpu, one[0])))

    def chosen(self, user: User, options: dict[str, Any]) -> str:
        """The profile of a start: what was asked for, else the default one, else the smallest.

        Empty if the user has none. `options` come from a form, a link, or the API: anything.
        """
        own = self.of(user)
        asked = options.get("profile")
        if isinstance(asked, str) and asked in own:
            return asked
        return next((slug for slug, one in own.items() if one.default), next(iter(own), ""))

    def form(self, spawner: RlmSpawner) -> str:
        """The choice, with the last one made; empty, which is no form, for who has none."""
        user = spawner.user.orm_user
        own = self.of(user)
        if len(own) < 2:
            return ""
        chosen = self.chosen(user, spawner.orm_spawner.user_options or {})
        choices = "".join(_choice(slug, one, slug == chosen) for slug, one in own.items())
        return f"<fieldset><legend>Size of your server</legend>{choices}</fieldset>"

    def options(self, form: dict[str, list[str]]) -> dict[str, str]:
        """What is kept of a form or of a link: not the form's token, nor what is no profile."""
        slug = next(iter(form.get("profile", [])), "")
        return {"profile": slug} if slug in self.profiles else {}

    def apply(self, spawner: RlmSpawner, options: dict[str, Any]) -> None:
        """Sets the limits of a start. Raises AllInUse if no server of the profile is left."""
        slug = self.chosen(spawner.user.orm_user, options)
        limits = self.profiles[slug] if slug else self.server
        if slug and spawner.others_with(slug) >= self.profiles[slug].count:
            raise AllInUse(self.profiles[slug])
        spawner.profile = slug
        spawner.limit(limits.memory, limits.cpu)


def _choice(slug: str, profile: Profile, checked: bool) -> str:
    """A radio button; its label is the name, and what the name means describes it."""
    cores = f"{profile.cpu:g} core" + ("" if profile.cpu == 1 else "s")
    words = [f"{size(profile.memory)} of memory, {cores}.", profile.description]
    return f"""
      <div class="form-check mb-3">
        <input class="form-check-input" type="radio" name="profile" id="profile-{slug}"
               value="{slug}" aria-describedby="about-{slug}"{" checked" if checked else ""}>
        <label class="form-check-label" for="profile-{slug}">{escape(profile.displayName)}</label>
        <div class="form-text" id="about-{slug}">{escape(" ".join(words).strip())}</div>
      </div>"""


def configure(c: Any, settings: Settings) -> None:
    """Tells the spawner of them; a hub without profiles stays as it is."""
    if not settings.profiles:
        return
    profiles = Profiles(settings.profiles, settings.server)
    c.Spawner.options_form = profiles.form
    c.Spawner.options_from_form = profiles.options
    c.Spawner.apply_user_options = profiles.apply
