"""What a user sees without a key, or with one that is refused: a sentence, and all cells run."""

import contextlib
import http.server
import json
import threading
import time
import unittest
from pathlib import Path

from rlm_rehearsal import ScriptedLlm

from tutorial import Run

# As where the hub's image is not: the notebook on a user's own computer.
NO_REHEARSAL = "import sys\nsys.modules['rlm_rehearsal'] = None"


class Gateway(http.server.BaseHTTPRequestHandler):
    """What the gateway of a hub answers to a user's key."""

    def do_GET(self):
        known = self.path == "/me" and self.headers["Authorization"] == "Bearer sk-rlm-1"
        line = "$0.13 of $2.00 spent; 2 calls are before yours"
        self.send_response(200 if known else 401)
        self.end_headers()
        self.wfile.write(json.dumps({"line": line} if known else {"error": "no"}).encode())

    def log_message(self, *_):
        """Nothing."""


class GatewayTest(unittest.TestCase):
    """On a hub with a gateway, the setup says what the user has spent."""

    def shown(self, **variables):
        with contextlib.closing(Run(variables, last="setup")) as run:
            self.assertEqual(run.errors(), {})
            return run.shown("setup")

    def test_budget_and_queue_are_shown(self):
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Gateway)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        url = f"http://127.0.0.1:{server.server_address[1]}"
        for key, said in (
            ("sk-rlm-1", "$0.13 of $2.00 spent; 2 calls are before yours."),
            ("sk-rlm-2", "the class's gateway does not answer."),
        ):
            shown = self.shown(OPENAI_API_KEY=key, RLMPROV_LLM_KEY=key, RLMPROV_LLM_URL=url)
            self.assertIn(f"Your calls: {said}", shown)
            self.assertNotIn(key, shown)

    def test_a_server_without_a_key_says_why(self):
        shown = self.shown(RLMPROV_LLM_PROBLEM="the gateway does not answer (ConnectionError)")
        self.assertIn("REHEARSAL", shown)
        self.assertIn("started without a key: the gateway does not answer", shown)
        self.assertIn("Stop it and start it again.", shown)


class RehearsalTest(unittest.TestCase):
    """Without a key the script plays, in a process of the user's own, and says so."""

    @classmethod
    def setUpClass(cls):
        # What an empty line in hub.yaml may leave; and a proxy that would swallow 127.0.0.1.
        proxy = {"HTTP_PROXY": "http://127.0.0.1:9", "http_proxy": "http://127.0.0.1:9"}
        cls.run_ = Run({"OPENAI_API_KEY": " "} | proxy)
        cls.addClassCleanup(cls.run_.close)

    def test_every_cell_runs(self):
        self.assertEqual(self.run_.errors(), {})
        self.assertNotIn("no scene for this", self.run_.everything_shown())

    def test_it_is_marked_and_says_how_to_set_a_key(self):
        shown = self.run_.shown("setup")
        self.assertTrue(shown.startswith("REHEARSAL. A script plays the model"), shown)
        for variable in ("OPENAI", "ANTHROPIC", "PORTKEY", "OPENROUTER", "GEMINI"):
            self.assertIn(f"{variable}_API_KEY", shown)
        self.assertIn("VLLM_BASE_URL", shown)
        self.assertIn("hub.yaml", shown)
        self.assertIn("The script says 'ready'", self.run_.shown("connection"))
        for tag in ("first-completion", "recursion", "compaction", "tools", "persistent"):
            self.assertIn("Script:  ", self.run_.shown(tag), tag)
            self.assertNotIn("Answer:  ", self.run_.shown(tag), tag)
        self.assertIn("both played by a script", self.run_.shown("worth-run"))

    def test_it_teaches_what_a_model_would(self):
        self.assertIn("✔ has the right value 307", self.run_.shown("first-completion"))
        self.assertIn("✔ has the right value 8", self.run_.shown("recursion"))

    def test_a_question_of_ones_own_gets_an_honest_answer(self):
        shown = self.run_.again(
            "first-completion", "show(RLM(**LLM).completion('x', root_prompt='Who was Napoleon?'))"
        )
        self.assertIn(
            "a script plays the model, and knows the tutorial's own questions only", shown
        )

    def test_an_error_of_ones_own_is_an_error(self):
        shown = self.run_.again("messages", "print(no_such_name)")
        self.assertIn("name 'no_such_name' is not defined", shown)
        self.assertNotIn("key", shown)

    def test_a_key_set_later_is_found(self):
        with ScriptedLlm() as llm:
            code = f"import os\nos.environ['VLLM_BASE_URL'] = '{llm.url}/v1'\n"
            found = self.run_.again("setup", code + self.run_.source("setup"))
            self.assertIn("Found VLLM_BASE_URL", found)
            self.assertIn("Answer:  307", self.run_.again("trajectory-run"))
        self.run_.again("setup", "del os.environ['VLLM_BASE_URL']\n" + self.run_.source("setup"))


class AskedForTest(unittest.TestCase):
    def test_a_teacher_with_a_key_may_ask_for_the_rehearsal(self):
        with ScriptedLlm() as llm:
            run = Run(
                {"OPENAI_API_KEY": "sk", "OPENAI_BASE_URL": llm.url, "RLM_PROVIDER": "rehearsal"},
                last="connection",
            )
            self.addCleanup(run.close)
            self.assertIn("REHEARSAL.", run.shown("setup"))
            self.assertEqual(llm.calls, [])

    def test_a_provider_without_its_key_is_named(self):
        run = Run({"OPENAI_API_KEY": "sk", "RLM_PROVIDER": "gemini"}, last="setup")
        self.addCleanup(run.close)
        self.assertIn("RLM_PROVIDER asks for 'gemini', which has no key", run.shown("setup"))
        self.assertIn("REHEARSAL.", run.shown("setup"))

    def test_the_script_listens_to_this_machine_alone_and_ends_with_the_kernel(self):
        run = Run({}, last="connection")
        address = run.value("LLM['backend_kwargs']['base_url']")
        self.assertRegex(address, r"^http://127\.0\.0\.1:\d+/v1$")
        pid = run.value("__import__('rlm_rehearsal').process._kept[0].pid")
        run.close()
        deadline = time.monotonic() + 10
        while (alive := is_running(pid)) and time.monotonic() < deadline:
            time.sleep(0.1)
        self.assertFalse(alive)


def is_running(pid):
    """Whether there is such a process, and not only its exit code for a parent that has gone."""
    try:
        return ") Z" not in Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return False


class NowhereTest(unittest.TestCase):
    """Neither key nor rehearsal: cells that need a model say so, and the others run."""

    @classmethod
    def setUpClass(cls):
        cls.run_ = Run({}, first=NO_REHEARSAL)
        cls.addClassCleanup(cls.run_.close)

    def test_no_cell_counts_as_failed(self):
        self.assertEqual(self.run_.errors(), {})
        self.assertNotIn("Traceback", self.run_.everything_shown())

    def test_cells_that_need_a_model_say_so_in_one_line(self):
        asking = "connection first-completion trajectory-run recursion batched batched-children"
        asking += " compaction tools logging-run worth-run persistent"
        reading = "trajectory messages tree history plot cleanup worth-plot"
        for tag in (asking + " " + reading).split():
            with self.subTest(tag):
                shown = self.run_.shown(tag)
                self.assertEqual(
                    shown, "This cell needs a model: section 1 says how to set a key.\n"
                )

    def test_cells_that_need_no_model_work(self):
        self.assertIn("Response: 307 meteors", self.run_.shown("by-hand"))
        self.assertIn("NameError: name 'kept'", self.run_.shown("lost-assignment"))
        self.assertIn("cannot override", self.run_.shown("reserved"))
        self.assertIn("✘ Exercise 10.1: no answer yet", self.run_.shown("check-1"))

    def test_errors_of_ones_own_are_errors_and_values_are_shown(self):
        shown = self.run_.again("messages", "print(no_such_name)")
        self.assertIn("name 'no_such_name' is not defined", shown)
        self.assertEqual(self.run_.again("messages", "first = 20\nfirst + 1"), "21")
        self.assertEqual(self.run_.again("messages", "first + 2"), "22")

    def test_a_key_set_later_is_found(self):
        with ScriptedLlm() as llm:
            code = f"import os\nos.environ['VLLM_BASE_URL'] = '{llm.url}/v1'\n"
            self.run_.again("setup", code + self.run_.source("setup"))
            self.assertIn("✔ has the right value 307", self.run_.again("trajectory-run"))
        self.run_.again("setup", "del os.environ['VLLM_BASE_URL']\n" + self.run_.source("setup"))


class RefusedKeyTest(unittest.TestCase):
    def test_the_connection_cell_says_why_and_what_to_look_at(self):
        with ScriptedLlm(key="the right one") as llm:
            variables = {"OPENAI_API_KEY": "a wrong one", "OPENAI_BASE_URL": f"{llm.url}/v1"}
            run = Run(variables, last="connection")
            self.addCleanup(run.close)
        shown = run.shown("connection")
        self.assertIn("openai did not answer. AuthenticationError: Error code: 401", shown)
        self.assertIn("is the key right?", shown)
        self.assertEqual(run.errors(), {})

    def test_a_vllm_server_that_does_not_answer_is_reported(self):
        run = Run({"VLLM_BASE_URL": "http://127.0.0.1:9/v1"}, last="setup")
        self.addCleanup(run.close)
        self.assertIn("The vLLM server does not list its models", run.shown("setup"))
        self.assertEqual(run.errors(), {})


if __name__ == "__main__":
    unittest.main()
