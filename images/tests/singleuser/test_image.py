"""What the singleuser image holds, what not, and what its server does without; runs inside it."""

import importlib.util
import json
import os
import shutil
import subprocess
import sys
import sysconfig
import threading
import unittest
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

from rich.console import Console

PACKAGES = Path(sysconfig.get_path("purelib"))
UNCHECKED_HASH = 0b01  # PEP 552

# What rlm-start runs, but that it tells its modules instead of serving.
SERVER = """
import json, os, runpy, sys
from jupyter_server.serverapp import ServerApp
def tell(self):
    modules = {name: getattr(m, "__file__", None) for name, m in sys.modules.items()}
    print(json.dumps({"modules": modules, "default_url": self.default_url}))
    sys.stdout.flush()
    os._exit(0)
ServerApp.start = tell
sys.argv = ["rlm-server.py"]
runpy.run_path("/usr/local/lib/rlm-server.py", run_name="__main__")
"""


class Hub(BaseHTTPRequestHandler):
    """Says that it is there: without that no server starts."""

    def do_GET(self):
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_):
        pass


class Contents(unittest.TestCase):
    def test_what_nobody_needs_is_left_out(self):
        # overrides.txt, and the Dockerfile.
        for module in ("rfc3987_syntax", "lark", "docker"):
            self.assertIsNone(importlib.util.find_spec(module), module)
        self.assertIsNone(shutil.which("docker"))
        left = [*PACKAGES.rglob("*.map"), *PACKAGES.rglob("*.c"), *PACKAGES.rglob("*.pyx")]
        left += [f for name in ("tests", "test") for f in PACKAGES.rglob(name) if f.is_dir()]
        self.assertEqual(left, [])

    def test_compiled_files_are_taken_without_a_look_at_their_sources(self):
        compiled = [*PACKAGES.glob("jupyterlab/__pycache__/*.pyc")]
        compiled += PACKAGES.glob("rlmprov_singleuser/__pycache__/*.pyc")
        self.assertGreater(len(compiled), 10)
        for file in compiled:
            flags = int.from_bytes(file.read_bytes()[4:8], "little")
            self.assertEqual(flags, UNCHECKED_HASH, file)

    def test_the_environment_is_not_the_users(self):
        self.assertNotEqual(os.getuid(), 0)
        for place in (sys.prefix, "/usr/local"):
            for folder, _, files in os.walk(place):
                for path in (folder, *(Path(folder, f) for f in files if f.endswith(".py"))):
                    self.assertFalse(os.access(path, os.W_OK), path)

    def test_what_rlm_shows_fits_into_a_window_of_1280_pixels(self):
        self.assertLess(Console(force_jupyter=True).width, 90)


class Server(unittest.TestCase):
    def told(self):
        """What the server that rlm-start runs says of itself when it is about to serve."""
        hub = HTTPServer(("127.0.0.1", 0), Hub)
        threading.Thread(target=hub.serve_forever, daemon=True).start()
        environment = {
            "JUPYTERHUB_API_TOKEN": "x",
            "JUPYTERHUB_API_URL": f"http://127.0.0.1:{hub.server_port}/hub/api",
            "JUPYTERHUB_CLIENT_ID": "jupyterhub-user-ann",
            "JUPYTERHUB_SERVICE_PREFIX": "/user/ann/",
            "JUPYTERHUB_SERVICE_URL": "http://127.0.0.1:8888/user/ann/",
            "JUPYTERHUB_USER": "ann",
        }
        ended = subprocess.run(
            [sys.executable, "-I", "-c", SERVER],
            env=os.environ | environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        self.assertEqual(ended.returncode, 0, ended.stderr)
        return json.loads(ended.stdout.splitlines()[-1])

    def test_it_opens_the_tutorial(self):
        subprocess.run(["sync-notebooks", "/srv/notebooks", Path.home()], check=True)
        name = "Recursive_Language_Models_Tutorial.ipynb"
        self.assertEqual(self.told()["default_url"], f"/user/ann/lab/tree/{name}")

    def test_it_does_without_the_hubs_database(self):
        modules = self.told()["modules"]
        self.assertIn("jupyterhub.singleuser.extension", modules)
        loaded = {name.partition(".")[0] for name, file in modules.items() if file}
        self.assertTrue({"jupyterhub", "jupyterlab"} <= loaded)
        self.assertFalse({"sqlalchemy", "alembic"} & loaded)
        self.assertIsNone(modules["jupyterhub.orm"])
