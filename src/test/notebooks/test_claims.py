"""What the tutorial says about rlms 0.1.3, and a user cannot see in a run of it.

A test that fails after an upgrade of rlms names the sentence of the tutorial that must change.
"""

import os
import unittest
from importlib.metadata import version
from pathlib import Path
from unittest import mock

from rlm import RLM, BudgetExceededError, CancellationError
from rlm.clients import get_client
from rlm.core.lm_handler import LMHandler
from rlm.environments.local_repl import LocalREPL
from rlm.logger import RLMLogger
from rlm_rehearsal import ScriptedLlm

from test_tutorial import KEY

HERE = Path(__file__).resolve().parent
STATIONS = {"a": "Station North", "b": "Station East", "c": "Station South"}
QUESTION = "The context is a dict of station reports"


class ClaimsTest(unittest.TestCase):
    def setUp(self):
        self.llm = self.enterContext(ScriptedLlm(cost=0.01))
        self.kwargs = {"model_name": "m", "api_key": KEY, "base_url": f"{self.llm.url}/v1"}

    def rlm(self, **options):
        return RLM(backend="openai", backend_kwargs=self.kwargs, **options)

    def test_the_versions_are_those_of_the_text(self):
        self.assertEqual(version("rlms"), "0.1.3")
        self.assertLess(int(version("openai").split(".")[0]), 3)

    def test_final_of_old_is_ignored_as_text_and_a_name_error_as_code(self):
        from rlm.utils.parsing import find_code_blocks

        self.assertEqual(find_code_blocks("FINAL(5)\nFINAL_VAR(z)"), [])
        with LocalREPL(context_payload="") as repl:
            result = repl.execute_code("z = 1\nFINAL_VAR('z')")
        self.assertIn("NameError: name 'FINAL_VAR' is not defined", result.stderr)

    def test_an_answer_set_before_an_exception_counts(self):
        with LocalREPL(context_payload="") as repl:
            code = "answer['content'] = 'kept'\nanswer['ready'] = True\n1 / 0"
            self.assertEqual(repl.execute_code(code).final_answer, "kept")

    def test_content_is_taken_at_the_moment_of_ready(self):
        with LocalREPL(context_payload="") as repl:
            code = "answer['ready'] = True\nanswer['content'] = 'late'"
            self.assertEqual(repl.execute_code(code).final_answer, "")

    def test_code_of_the_model_sees_the_environment(self):
        with (
            mock.patch.dict(os.environ, {"OPENAI_API_KEY": KEY}),
            LocalREPL(context_payload="") as repl,
        ):
            code = "import os\nprint(os.environ['OPENAI_API_KEY'])"
            self.assertIn(KEY, repl.execute_code(code).stdout)

    def test_in_memory_all_turns_share_one_prompt(self):
        run = self.rlm(logger=RLMLogger()).completion(
            "x", root_prompt="How many meteors does this log record"
        )
        prompts = [turn["prompt"] for turn in run.metadata["iterations"]]
        self.assertTrue(all(prompt is prompts[0] for prompt in prompts))

    def test_usage_leaves_children_out(self):
        run = self.rlm(max_depth=2).completion(STATIONS, root_prompt=QUESTION)
        self.assertEqual(run.usage_summary.model_usage_summaries["m"].total_calls, 3)
        self.assertEqual(len(self.llm.calls), 9)

    def test_iteration_callbacks_are_never_called(self):
        called = []
        self.rlm(
            on_iteration_start=lambda *a: called.append(a),
            on_iteration_complete=lambda *a: called.append(a),
        ).completion("x", root_prompt=QUESTION)
        self.assertEqual(called, [])

    def test_the_model_reads_what_a_callback_prints(self):
        run = self.rlm(
            max_depth=2, logger=RLMLogger(), on_subcall_start=lambda *a: print("overheard")
        ).completion(STATIONS, root_prompt=QUESTION)
        (block,) = run.metadata["iterations"][1]["code_blocks"]
        self.assertIn("overheard", block["result"]["stdout"])

    def test_the_budget_forgets_children(self):
        # 9 calls of a cent. While the children run they count; at the end the root's 3 are left.
        run = self.rlm(max_depth=2, max_budget=0.08).completion(STATIONS, root_prompt=QUESTION)
        self.assertEqual(run.response, "8")
        with self.assertRaises(BudgetExceededError) as stopped:
            self.rlm(max_depth=2, max_budget=0.025).completion(STATIONS, root_prompt=QUESTION)
        self.assertFalse(hasattr(stopped.exception, "partial_answer"))

    def test_without_depth_rlm_query_is_a_plain_call(self):
        run = self.rlm(max_depth=1, logger=RLMLogger()).completion(STATIONS, root_prompt=QUESTION)
        (block,) = run.metadata["iterations"][1]["code_blocks"]
        self.assertEqual(len(block["result"]["rlm_calls"]), 3)
        self.assertFalse(any("metadata" in call for call in block["result"]["rlm_calls"]))

    def test_depth_zero_is_no_rlm(self):
        self.assertIsInstance(self.rlm(max_depth=0).completion("x"), str)

    def test_a_failed_call_is_a_text_and_its_neighbours_go_on(self):
        client = get_client("openai", self.kwargs | {"max_retries": 0})
        self.llm.fail(times=1)
        with (
            LMHandler(client) as handler,
            LocalREPL((handler.host, handler.port), context_payload="") as repl,
        ):
            code = (
                "a = llm_query_batched(['single word: ready'] * 3)\nprint(sorted(x[:6] for x in a))"
            )
            self.assertEqual(repl.execute_code(code).stdout, "['Error:', 'ready', 'ready']\n")

    def test_several_batches_in_one_run_work_with_connections_kept_open(self):
        with ScriptedLlm(keep_alive=True) as llm:
            client = get_client("openai", self.kwargs | {"base_url": f"{llm.url}/v1"})
            with (
                LMHandler(client) as handler,
                LocalREPL((handler.host, handler.port), context_payload="") as repl,
            ):
                for _ in range(3):
                    code = "print(set(llm_query_batched(['single word: ready'] * 8)))"
                    self.assertEqual(repl.execute_code(code).stdout, "{'ready'}\n")

    def test_stop_raises_cancellation(self):
        with (
            mock.patch.object(
                LocalREPL, "execute_code", side_effect=[None, None, KeyboardInterrupt]
            ),
            self.assertRaises(CancellationError),
        ):
            self.rlm().completion("x", root_prompt=QUESTION)

    def test_the_log_holds_the_context_twice(self):
        run = self.rlm(logger=RLMLogger()).completion("needle" * 9, root_prompt=QUESTION)
        kept = run.metadata["iterations"][0]["code_blocks"][0]["result"]["locals"]
        self.assertEqual(kept["context"], kept["context_0"])


if __name__ == "__main__":
    unittest.main()
