"""What a user's server does besides Jupyter's own; jupyter_server_config.json turns it on."""


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": f"rlmprov_singleuser.{name}"} for name in ("activity", "meter")]
