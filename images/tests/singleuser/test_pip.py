"""What users install wins in their kernels and terminals, and the server does not see it.

Real packages: each is one that the image has, shares a dependency with it, or brings a command.
"""

import shutil
import subprocess
import sys
import unittest

from lab import USER_BASE, Lab, terminal

VERSIONS = "import importlib.metadata as m; print(*map(m.version, {names!r}))"


def of_the_server(name):
    """The version that the server would import: as rlm-start runs it."""
    code = f"import importlib.metadata as m; print(m.version({name!r}))"
    return subprocess.check_output([sys.executable, "-I", "-c", code], text=True).strip()


class Pip(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.lab = cls.enterClassContext(Lab())

    def setUp(self):
        self.addCleanup(shutil.rmtree, USER_BASE, ignore_errors=True)

    def kernel(self, *names):
        (printed,) = self.lab.run(VERSIONS.format(names=names))
        return printed

    def test_the_image_lacks_nothing_that_it_asks_for(self):
        # Else pip shows an error at each of a user's installs.
        self.assertEqual(terminal("pip check"), "No broken requirements found.")

    def test_another_version_of_what_the_image_has(self):
        before = of_the_server("openai")
        (printed,) = self.lab.run("%pip install --quiet openai==2.20.0")
        self.assertNotIn("ERROR", printed)
        self.assertEqual(self.kernel("openai"), "2.20.0")
        self.assertEqual(terminal("python -c 'import openai; print(openai.__version__)'"), "2.20.0")
        self.assertEqual(of_the_server("openai"), before)
        self.assertNotEqual(before, "2.20.0")

    def test_the_image_s_comes_back_when_the_user_s_is_uninstalled(self):
        before = self.kernel("openai")
        terminal("pip install --quiet openai==2.20.0")
        self.assertIn("Successfully uninstalled openai-2.20.0", terminal("pip uninstall -y openai"))
        self.assertEqual(self.kernel("openai"), before)

    def test_a_compiled_package_under_another_one(self):
        self.assertNotIn("ERROR", terminal("pip install --quiet numpy==2.2.6"))
        (printed,) = self.lab.run(
            "import numpy, matplotlib.pyplot as p; p.plot([1]); print(numpy.__version__)"
        )
        self.assertIn("2.2.6", printed)

    def test_an_upgrade_replaces_what_the_user_had(self):
        terminal("pip install --quiet openai==2.20.0")
        terminal("pip install --quiet openai==2.21.0")
        self.assertEqual(self.kernel("openai"), "2.21.0")

    def test_what_shares_dependencies_takes_only_what_is_missing(self):
        # langchain-openai asks for openai and pydantic, which are here, and tiktoken, which is not.
        self.assertNotIn("ERROR", terminal("pip install --quiet langchain-openai"))
        (printed,) = self.lab.run(
            "import langchain_openai, openai, pydantic, rlm; print(pydantic.__file__)"
        )
        self.assertIn("/usr/local/lib", printed)

    def test_commands_are_found(self):
        terminal("pip install --quiet cowsay")
        self.assertIn("moo", terminal("cowsay -t moo"))
        (printed,) = self.lab.run("!cowsay -t moo")
        self.assertIn("moo", printed)

    def test_a_broken_package_does_not_keep_the_server_from_starting(self):
        site = USER_BASE / "lib/python3.13/site-packages"
        site.mkdir(parents=True)
        for name in ("tornado", "jupyter_server", "traitlets"):
            (site / f"{name}.py").write_text("raise RuntimeError('broken')")
        with Lab(port=8898) as lab:
            self.assertEqual(lab.ask("GET", "/api/status").status_code, 200)


if __name__ == "__main__":
    unittest.main()
