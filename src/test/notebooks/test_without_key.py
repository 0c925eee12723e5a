"""What a user sees without a key, or with one that is refused: a sentence, no traceback."""

import unittest

from scripted_llm import ScriptedLlm
from tutorial import Run


class NoKeyTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.run_ = Run({"OPENAI_API_KEY": " "})  # what an empty line in hub.yaml may leave
        cls.addClassCleanup(cls.run_.close)

    def test_setup_says_how_to_set_one(self):
        shown = self.run_.shown("setup")
        self.assertIn("No key found", shown)
        for variable in ("OPENAI", "ANTHROPIC", "PORTKEY", "OPENROUTER", "GEMINI"):
            self.assertIn(f"{variable}_API_KEY", shown)
        self.assertIn("VLLM_BASE_URL", shown)
        self.assertIn("hub.yaml", shown)

    def test_nothing_shows_a_traceback(self):
        self.assertEqual(self.run_.errors(), {})
        self.assertNotIn("Traceback", self.run_.everything_shown())

    def test_cells_that_need_a_model_say_so_in_one_line(self):
        asking = "connection first-completion trajectory-run recursion batched batched-children"
        asking += " compaction tools logging-run"
        reading = "trajectory messages tree history"
        for tag in (asking + " " + reading).split():
            with self.subTest(tag):
                shown = self.run_.shown(tag)
                self.assertIn("No key is set: see section 1.", shown)
                self.assertEqual(shown.count("\n"), 1, shown)

    def test_cells_that_need_no_model_work(self):
        self.assertIn("Response: 307 meteors", self.run_.shown("by-hand"))
        self.assertIn("NameError: name 'kept'", self.run_.shown("lost-assignment"))
        self.assertIn("cannot override", self.run_.shown("reserved"))
        self.assertIn("✘ Exercise 10.1: no answer yet", self.run_.shown("check-1"))

    def test_a_key_set_later_is_found_and_tracebacks_come_back(self):
        with ScriptedLlm() as llm:
            found = self.run_.again(
                "setup",
                f"import os\nos.environ['VLLM_BASE_URL'] = '{llm.url}/v1'\n"
                + self.run_.source("setup"),
            )
            self.assertIn("Found VLLM_BASE_URL", found)
            self.assertIn("✔ has the right value 307", self.run_.again("trajectory-run"))
        self.assertIn("NameError", self.run_.again("messages", "print(no_such_name)"))


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
