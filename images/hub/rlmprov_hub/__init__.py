"""The hub of rlmprov: settings.json and secrets.env in, JupyterHub configuration out."""
