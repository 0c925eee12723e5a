"""Configures JupyterHub from /srv/rlmprov: static code, all that varies is data there."""

from rlmprov_hub import auth, check, client, culler, engine, hub, keys, pages, profiles, spawner
from rlmprov_hub.settings import load

c = get_config()  # noqa: F821  (JupyterHub defines it)

settings, secrets = load()
engine.wait()
engine.reread()
hub.configure(c, settings)
pages.configure(c, settings, secrets)
auth.configure(c, settings, secrets)
spawner.configure(c, settings, secrets)
profiles.configure(c, settings)
keys.configure(settings)
culler.configure(c, settings)
check.configure(c)
client.configure(c, settings)
