"""Run All in a real JupyterLab and a real browser, as a student or a teacher does it.

`run --browser IMAGE` runs it; it needs Docker, chromium and chromedriver. The provider is
the scripted model, in the user's container.
"""

import os
import subprocess
import sys
import unittest
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
sys.path.append(str(ROOT / "images/tests"))
from webdriver import Browser  # noqa: E402

import test_tutorial  # noqa: E402

IMAGE = os.environ.get("IMAGE", "")
NAME = "Recursive_Language_Models_Tutorial.ipynb"
PROVIDER = "http://127.0.0.1:8123"
START = """
sync-notebooks /srv/notebooks "$HOME"
python -m rlm_rehearsal --port 8123 >/dev/null &
exec python -I -m jupyterlab --no-browser --ServerApp.ip=0.0.0.0 --IdentityProvider.token=t \
    --ServerApp.allow_remote_access=True --LabApp.expose_app_in_browser=True \
    --ServerApp.log_level=ERROR
"""
# As on a computer without the hub's image: a module that the user installed wins.
WITHOUT_REHEARSAL = """
mkdir -p "$HOME/.local/lib/python3.13/site-packages"
echo 'raise ImportError' >"$HOME/.local/lib/python3.13/site-packages/rlm_rehearsal.py"
"""
WIDGET = "jupyterapp.shell.currentWidget"
READY = f"""window.jupyterapp && {WIDGET} && {WIDGET}.context && {WIDGET}.context.isReady
    && {WIDGET}.sessionContext.session && {WIDGET}.sessionContext.session.kernel
    && {WIDGET}.sessionContext.session.kernel.status === 'idle'"""
# The menu's command ends when the last cell has; the page keeps it, as a script may wait 30 s only.
RUN_ALL = """window.ended = null;
    jupyterapp.commands.execute('notebook:run-all-cells').then(x => window.ended = 'yes')
        .catch(problem => window.ended = String(problem));"""
CELLS = f"""const code = {WIDGET}.content.widgets.filter(cell => cell.model.type === 'code');
return code.map(cell => ({{
    tag: (cell.model.getMetadata('tags') || [''])[0],
    ran: cell.model.executionCount !== null,
    errors: cell.model.outputs.toJSON().filter(o => o.output_type === 'error').map(o => o.evalue),
    text: cell.model.outputs.toJSON().map(o => o.text || '').join('')
}}))"""


class Lab:
    """A user's container. In a `with` block JupyterLab answers at `url`."""

    def __init__(self, variables, first=""):
        self._command = ["docker", "run", "--detach", "--rm", "--publish", "127.0.0.1::8888"]
        for name, value in variables.items():
            self._command += ["--env", f"{name}={value}"]
        self._command += ["--volume", f"{ROOT}/notebooks:/srv/notebooks:ro"]
        self._command += [IMAGE, "sh", "-c", first + START]

    def __enter__(self):
        self._id = _output(*self._command)
        port = _output("docker", "port", self._id, "8888").rpartition(":")[2]
        self.url = f"http://127.0.0.1:{port}/lab/tree/{NAME}?token=t"
        for _ in range(300):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/api", timeout=5).close()
                return self
            except OSError:
                subprocess.run(["sleep", "0.2"], check=True)
        raise AssertionError(_output("docker", "logs", self._id))

    def __exit__(self, *_):
        _output("docker", "rm", "--force", self._id)


def _output(*command):
    return subprocess.check_output(command, text=True, stderr=subprocess.STDOUT).strip()


class Page(unittest.TestCase):
    def run_all(self, variables, first=""):
        """The code cells of the tutorial after Run All, by tag: their texts. All have run."""
        with Lab(variables, first) as lab, Browser(1280, 900) as browser:
            browser.open(lab.url)
            browser.wait(READY)
            browser.run(RUN_ALL)
            self.assertEqual(browser.wait("window.ended", seconds=400), "yes")
            cells = browser.run(CELLS)
        self.assertGreater(len(cells), 40)
        self.assertEqual([cell["tag"] for cell in cells if not cell["ran"]], [])
        self.assertEqual({c["tag"]: c["errors"] for c in cells if c["errors"]}, {})
        return {cell["tag"]: cell["text"] for cell in cells}


class WithoutKey(Page):
    def test_the_script_rehearses(self):
        shown = self.run_all({})
        self.assertIn("REHEARSAL.", shown["setup"])
        self.assertIn("Script:  307 meteors", shown["first-completion"])
        self.assertRegex(shown["bill"], r"^\d+ calls")

    def test_where_there_is_no_script_the_last_cell_runs_too(self):
        shown = self.run_all({}, WITHOUT_REHEARSAL)
        self.assertIn("No key found", shown["setup"])
        self.assertIn("This cell needs a model", shown["first-completion"])
        self.assertRegex(shown["bill"], r"^0 calls")


class WithKey:
    """Each provider's own wire format, by the variables that its kernel tests use."""

    kernel_test: type[test_tutorial.Sections]

    def test_run_all(self):
        shown = self.run_all(self.kernel_test.variables(PROVIDER))
        self.assertIn(f"we use {self.kernel_test.provider} with the model", shown["setup"])
        self.assertIn("Answer:  307 meteors", shown["first-completion"])
        self.assertIn("✔ has the right value 8", shown["recursion"])


class OpenAiTest(WithKey, Page):
    kernel_test = test_tutorial.OpenAiTest


class AnthropicTest(WithKey, Page):
    kernel_test = test_tutorial.AnthropicTest


class GeminiTest(WithKey, Page):
    kernel_test = test_tutorial.GeminiTest


class PortkeyTest(WithKey, Page):
    kernel_test = test_tutorial.PortkeyTest


class OpenRouterTest(WithKey, Page):
    kernel_test = test_tutorial.OpenRouterTest


class VllmTest(WithKey, Page):
    kernel_test = test_tutorial.VllmTest


class FirstMinute(unittest.TestCase):
    def test_the_page_shows_the_tutorial_its_whole_name_and_what_is_left(self):
        with Lab({}) as lab, Browser(1280, 900) as browser:
            browser.open(lab.url)
            browser.wait(READY)
            self.assertEqual(browser.run(f"return {WIDGET}.context.path"), NAME)
            browser.wait("document.querySelector('.jp-DirListing-itemText')")
            width = browser.run(
                "const text = document.querySelector('.jp-DirListing-itemText');"
                "return [text.textContent, text.scrollWidth, text.clientWidth]"
            )
            self.assertEqual(width[0], NAME)
            self.assertLessEqual(width[1], width[2], "the name is cut off")
            bar = "document.querySelector('#jp-main-statusbar').textContent"
            browser.wait(f"/Mem: +[0-9.]+ .B/.test({bar}) && /Disk: +[0-9.]+/.test({bar})")


if __name__ == "__main__":
    unittest.main()
