"""DockerSpawner as it comes, on the terms that bench/start gives to both sides."""

import os

c = get_config()  # noqa: F821  (JupyterHub defines it)

name = os.environ["HUB_NAME"]
c.JupyterHub.bind_url = "http://:8000"
c.JupyterHub.hub_ip = "0.0.0.0"
c.JupyterHub.hub_connect_ip = f"{name}-hub"
c.JupyterHub.authenticator_class = "dummy"
c.Authenticator.allow_all = True

c.JupyterHub.spawner_class = "docker"
c.DockerSpawner.image = os.environ["SINGLEUSER_IMAGE"]
c.DockerSpawner.network_name = os.environ["NETWORK"]
c.DockerSpawner.remove = True
c.DockerSpawner.notebook_dir = "/home/jovyan/work"
c.DockerSpawner.volumes = {"jupyterhub-user-{username}": "/home/jovyan/work"}
# So that the servers are found and removed when the benchmark ends.
c.DockerSpawner.extra_create_kwargs = {
    "labels": {"io.rlmprov.hub": name, "io.rlmprov.user": "{raw_username}"}
}
# The same limits and patience as on the other side.
c.Spawner.mem_limit = int(os.environ["MEMORY"])
c.Spawner.cpu_limit = float(os.environ["CPU"])
c.JupyterHub.concurrent_spawn_limit = int(os.environ["SPAWNS"])
c.Spawner.start_timeout = 120
c.Spawner.http_timeout = 120
