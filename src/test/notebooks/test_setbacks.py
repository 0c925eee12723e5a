"""What goes wrong in a class: a busy provider, a restarted kernel, a run that has to be stopped."""

import time
import unittest

from rlm_rehearsal import ScriptedLlm

import test_tutorial
from tutorial import Run

BUSY = 4  # refusals before an answer: more than any provider's own client takes

# As the stop button does it, but from within: a cell cannot be interrupted by another one.
STOP = """
import signal, threading
threading.Timer(1.0, signal.raise_signal, [signal.SIGINT]).start()
try:
    RLM(**LLM, max_depth=2, max_iterations=8, max_concurrent_subcalls=1).completion(
        {context}, root_prompt={question})
except rlm.CancellationError as stopped:
    print("stopped:", stopped)
"""


class BusyProviderTest(unittest.TestCase):
    def busy(self, case):
        """A provider that answers 429 to the first calls: what the connection cell says."""
        with ScriptedLlm() as llm:
            llm.fail(times=BUSY, status=429)
            run = Run(case.variables(llm.url), last="connection")
            self.addCleanup(run.close)
        self.assertIn(f"{case.provider} says 'ready'", run.shown("connection"))
        self.assertEqual(len(llm.calls), 1)

    def test_openai(self):
        self.busy(test_tutorial.OpenAiTest)

    def test_anthropic(self):
        self.busy(test_tutorial.AnthropicTest)

    def test_gemini(self):
        self.busy(test_tutorial.GeminiTest)

    def test_portkey(self):
        self.busy(test_tutorial.PortkeyTest)


class RunningTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.llm = cls.enterClassContext(ScriptedLlm())
        cls.run_ = Run(test_tutorial.OpenAiTest.variables(cls.llm.url), last="data")
        cls.addClassCleanup(cls.run_.close)

    def test_a_sub_call_that_fails_for_good_is_an_exception_and_no_data(self):
        self.llm.fail(times=1, status=400)
        shown = self.run_.again(
            "batched",
            "with LMHandler(get_client(**LLM)) as handler:\n"
            "    with LocalREPL((handler.host, handler.port), context_payload='') as repl:\n"
            "        play(repl, \"replies = llm_query_batched(['single word: ready'] * 3)\")\n"
            "        play(repl, 'print(replies)')\n",
        )
        self.assertIn("RuntimeError: 1 of 3 sub-calls failed. Error: ", shown)
        self.assertIn("NameError: name 'replies' is not defined", shown)

    def test_stop_ends_the_children_and_their_parent(self):
        for question, context in {
            "STATION_QUESTION": "STATIONS",  # rlm_query
            "'each with the readings of one sensor'": "['Sensor a: 1 C', 'Sensor b: 2 C'] * 9",
        }.items():
            with self.subTest(question):
                self.llm.delay = 0.4
                self.addCleanup(setattr, self.llm, "delay", 0)
                before = len(self.llm.calls)
                shown = self.run_.again("x", STOP.format(context=context, question=question))
                self.assertIn("stopped: Execution cancelled by user", shown)
                made = len(self.llm.calls) - before
                time.sleep(1)
                self.assertLessEqual(len(self.llm.calls) - before, made + 1)
                self.assertLess(made, 6)


class AfterABreakTest(unittest.TestCase):
    """A new kernel needs section 1 and no other."""

    @classmethod
    def setUpClass(cls):
        cls.llm = cls.enterClassContext(ScriptedLlm())
        cls.run_ = Run(test_tutorial.OpenAiTest.variables(cls.llm.url), last="data")
        cls.addClassCleanup(cls.run_.close)

    def test_each_section_runs_after_section_1_alone(self):
        self.run_.again("keep", "kept_names = set(globals())")
        for heading, tags in self.run_.sections().items():
            if heading.startswith("1. "):
                continue
            self.run_.again(
                "forget",
                "for name in set(globals()) - kept_names - {'kept_names', 'name'}:\n"
                "    if not name.startswith('_'):\n        del globals()[name]",
            )
            for tag in tags:
                with self.subTest(f"{heading}: {tag}"):
                    self.assertNotIn("Traceback", self.run_.again(tag))


if __name__ == "__main__":
    unittest.main()
