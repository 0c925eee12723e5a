"""The scripted model as a process beside a kernel: on 127.0.0.1, and gone when the kernel is."""

import os
import subprocess
import sys
from functools import cache


@cache
def start() -> str:
    """Starts the model once, and returns its address for OpenAI's protocol."""
    # -P: a types.py may lie beside the notebook. The model ends with its input, so with the kernel.
    # A session of its own: the stop button interrupts the kernel's cell, not the model.
    model = subprocess.Popen(
        [sys.executable, "-P", "-m", "rlm_rehearsal", "--until-eof", "--delay", "0.2"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert model.stdout
    port = model.stdout.readline().strip()
    if not port:
        raise RuntimeError(f"the scripted model ended with {model.wait()}")
    _kept.append(model)
    _pass_proxies()
    return f"http://127.0.0.1:{port}/v1"


_kept: list[subprocess.Popen[str]] = []  # as long as the kernel lives, so that the pipe stays open


def _pass_proxies() -> None:
    """A proxy that the operator set for the provider does not reach this container's own model."""
    for variable in ("no_proxy", "NO_PROXY"):
        hosts = [host for host in os.environ.get(variable, "").split(",") if host]
        if "127.0.0.1" not in hosts:
            os.environ[variable] = ",".join([*hosts, "127.0.0.1"])
