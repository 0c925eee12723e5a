"""JupyterLab with the settings of the image, without a hub: its API, kernels and terminals."""

import asyncio
import json
import os
import subprocess
import sys
import time
import uuid
from pathlib import Path

import requests
from tornado.websocket import websocket_connect

TOKEN = "of-the-tests"
HOME = Path.home()
USER_BASE = HOME / ".local"
# What rlm-start adds for kernels.
ENVIRONMENT = os.environ | {"PATH": f"{USER_BASE}/bin:{os.environ['PATH']}"}
# What rlm-server.py does before it starts, too.
START = """
from rlmprov_singleuser.disk import start_without_room
start_without_room()
from jupyterlab.labapp import main
main()
"""
TERMINAL = json.loads(Path("/usr/local/etc/jupyter/jupyter_server_config.json").read_text())[
    "ServerApp"
]["terminado_settings"]["shell_command"]


def terminal(command):
    """What a command prints in a terminal of JupyterLab's, or its error."""
    ended = subprocess.run(
        [*TERMINAL, "-c", command],
        env=ENVIRONMENT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=HOME,
        timeout=300,
        check=False,
    )
    return ended.stdout.strip()


class Lab:
    """In a `with` block it runs, isolated from the user's packages as by rlm-start."""

    def __init__(self, port=8899):
        self.url = f"http://127.0.0.1:{port}"
        self._command = [sys.executable, "-I", "-c", START, "--no-browser"]
        self._command += [f"--ServerApp.port={port}", f"--IdentityProvider.token={TOKEN}"]
        self._command += [f"--ServerApp.root_dir={HOME}", "--ServerApp.log_level=ERROR"]
        self.headers = {"Authorization": f"token {TOKEN}"}

    def __enter__(self):
        self._server = subprocess.Popen(self._command, env=ENVIRONMENT, cwd=HOME)
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                requests.get(f"{self.url}/api", timeout=5)
                return self
            except requests.ConnectionError:
                time.sleep(0.1)
        raise AssertionError("JupyterLab does not answer")

    def __exit__(self, *_):
        self._server.terminate()
        self._server.wait()

    def ask(self, method, path, **options):
        return requests.request(
            method, self.url + path, headers=self.headers, timeout=60, **options
        )

    def run(self, *cells):
        """What cells print, or their errors, run one after the other in a new kernel."""
        answer = self.ask("POST", "/api/kernels", json={"name": "python3"})
        answer.raise_for_status()
        kernel = answer.json()["id"]
        try:
            return asyncio.run(asyncio.wait_for(self._run(kernel, cells), timeout=300))
        finally:
            self.ask("DELETE", f"/api/kernels/{kernel}")

    async def _run(self, kernel, cells):
        url = f"ws{self.url[4:]}/api/kernels/{kernel}/channels?token={TOKEN}"
        socket = await websocket_connect(url)
        try:
            return [await self._cell(socket, code) for code in cells]
        finally:
            socket.close()

    async def _cell(self, socket, code):
        request = uuid.uuid4().hex
        header = {"msg_id": request, "msg_type": "execute_request", "version": "5.3"}
        header |= {"session": request, "username": "ann"}
        content = {"code": code, "silent": False, "allow_stdin": False}
        message = {"header": header, "parent_header": {}, "metadata": {}, "content": content}
        await socket.write_message(json.dumps({**message, "channel": "shell", "buffers": []}))
        printed = ""
        while True:
            text = await socket.read_message()
            if text is None:
                return f"{printed}the kernel's connection was closed"
            answer = json.loads(text)
            if answer["content"].get("execution_state") in ("restarting", "dead"):
                return f"{printed}the kernel died"
            if answer["parent_header"].get("msg_id") != request:
                continue
            match answer["msg_type"], answer["content"]:
                case "stream", {"text": text}:
                    printed += text
                case "error", {"ename": name, "evalue": value}:
                    printed += f"{name}: {value}"
                case "status", {"execution_state": "idle"}:
                    return printed.strip()
