"""The tutorial with each provider, as users run it: what every section shows must be right."""

import re
import unittest

from rlm_rehearsal import MODEL, ScriptedLlm

from tutorial import Run, read, solutions

KEY = "sk-test-0123456789"


class Sections:
    """What the run with any provider must show, section by section."""

    provider: str
    model: str
    key = KEY
    cost = 0.0
    big: str  # "": no larger model is known

    @staticmethod
    def variables(url: str) -> dict[str, str]:
        raise NotImplementedError

    @classmethod
    def setUpClass(cls):
        # The key is checked, as a provider would; 50 ms make waiting visible in times.
        cls.llm = cls.enterClassContext(ScriptedLlm(key=cls.key, delay=0.05, cost=cls.cost))
        cls.run_ = Run(cls.variables(cls.llm.url))
        cls.addClassCleanup(cls.run_.close)
        cls.calls_of_run = len(cls.llm.calls)

    def shown(self, tag):
        return self.run_.shown(tag)

    def value(self, expression):
        return self.run_.value(expression)

    def test_no_cell_fails(self):
        self.assertEqual(self.run_.errors(), {})

    def test_no_request_was_outside_the_script(self):
        self.assertNotIn("no scene for this", self.run_.everything_shown())

    def test_01_setup_names_provider_and_model_and_hides_the_key(self):
        self.assertIn(f"we use {self.provider} with the model {self.model}.", self.shown("setup"))
        self.assertIn(f"{self.provider} says 'ready'", self.shown("connection"))
        self.assertNotIn(KEY, self.value("repr(LLM)"))
        self.assertNotIn(KEY, self.run_.everything_shown())

    def test_01_every_call_goes_to_the_chosen_model(self):
        called = {call.model for call in self.llm.calls}
        self.assertEqual(called, {self.model, self.value("big_model")})

    def test_02_the_reader_plays_the_model(self):
        shown = self.shown("by-hand")
        self.assertRegex(shown, r"str 6\d{4}")
        self.assertIn("The run ends. Response: 307 meteors", shown)
        self.assertNotIn("308", shown, "a bare expression must not be seen")
        self.assertEqual(self.value("by_hand.final_answer"), "307 meteors")
        self.assertEqual(self.value("METEORS"), 307)

    def test_03_first_completion_finds_the_needle_and_shows_its_turns(self):
        self.assertIn("on 2031-03-19", self.value("first.response"))
        shown = self.shown("first-completion")
        self.assertIn("Recursive Language Model", shown)
        for part in ("Iteration 1", "Iteration 3", "Final Answer"):
            self.assertIn(part, shown)
        self.assertIn("✔ has the right value 307", shown)
        self.assertIn("✔ has the right value 2031-03-19", shown)
        self.assertRegex(shown, r"Cost:    3 calls, [\d,]+ tokens in, \d+ out, ")
        self.assertLess(
            self.value("spent(first.to_dict())[1]"), 16_000 / 2, "cheaper than the text"
        )

    def test_04_the_trajectory_is_shown_turn_by_turn(self):
        shown = self.shown("trajectory")
        self.assertEqual(len(re.findall(r"^── turn \d", shown, re.MULTILINE)), 3)
        self.assertIn("   in  │ print(len(found), date, magnitude)", shown)
        self.assertIn("   out │ 307 2031-03-19 -7.5", shown)
        self.assertIn("   answer: 307 meteors", shown)

    def test_04_the_conversation_is_shown(self):
        roles = re.findall(r"^ *\d+ (\w+)", self.shown("messages"), re.MULTILINE)
        self.assertEqual(roles[:4], ["system", "user", "user", "assistant"])
        self.assertEqual(len(roles), 9)

    def test_04_an_exception_takes_the_assignments_of_its_block(self):
        shown = self.shown("lost-assignment")
        self.assertIn("ZeroDivisionError: division by zero", shown)
        self.assertIn("NameError: name 'kept' is not defined", shown)

    def test_05_three_children_each_solve_their_part(self):
        self.assertEqual(self.value("stations.response"), "8")
        children = self.value("[c['response'] for c in children(stations.to_dict())]")
        self.assertEqual(children, ["2", "2", "4"])
        self.assertRegex(self.shown("tree"), r"root: 3 turns, 3 calls -> 8\n   child 1: 2 turns")
        self.assertEqual(self.shown("tree").count("start, depth 1"), 3)
        self.assertEqual(self.shown("tree").count("error: None"), 3)

    def test_05_the_shown_cost_includes_the_children(self):
        self.assertIn("Cost:    9 calls", self.shown("recursion"))

    def test_06_a_batch_gives_the_same_answers_side_by_side(self):
        moods = re.findall(r"^happy .*|^unhappy .*", self.shown("batched"), re.MULTILINE)
        self.assertEqual(len(moods), 2)
        self.assertEqual(moods[0].split(), ["happy", "unhappy"] * 4)
        self.assertEqual(moods[0], moods[1])
        self.assertRegex(
            self.shown("batched"),
            r"one by one \d+\.\d\d s, as a batch \d+\.\d\d s\nCost:    16 calls, ",
        )
        at_once = [call.at_once for call in self.llm.calls if call.part == "reply"]
        self.assertEqual(at_once[:9], [1] * 9, "the connection's, and eight one by one")
        # Once more, with answers that are slow even beside other tests on a machine of two cores.
        self.addCleanup(setattr, self.llm, "delay", self.llm.delay)
        self.llm.delay = 0.2
        before = len(self.llm.calls)
        self.run_.again("batched")
        at_once = [call.at_once for call in self.llm.calls[before:]]
        self.assertEqual(at_once[:8], [1] * 8)
        self.assertGreater(max(at_once[8:]), 2, "eight side by side")

    def test_06_children_of_a_batch_do_not_mix_their_data(self):
        self.assertEqual(self.value("sensors.response"), "mast")
        truth = self.value(
            "[round(max(v) - min(v), 1) for v in "
            "([float(x) for x in re.findall(r'(-?[0-9.]+) C', s)] for s in SENSORS)]"
        )
        answers = self.value("[c['response'] for c in children(sensors.to_dict())]")
        self.assertEqual([float(answer) for answer in answers], truth)

    def test_07_history_is_compacted_and_nothing_is_forgotten(self):
        self.assertEqual(self.value("diary.response"), "fox, owl, hedgehog, bat, frog, goat")
        self.assertRegex(self.shown("history"), r"compactions: [12], turns: 7")
        self.assertIn("SUMMARY   I read the chapters one per turn", self.shown("history"))
        self.assertGreaterEqual(sum(call.part == "summary" for call in self.llm.calls), 1)

    def test_08_the_model_uses_the_tool(self):
        self.assertEqual(self.value("tools.response"), "Dunmar, 122.75 light years away")
        self.assertEqual(self.value("asked"), ["Amarel", "Dunmar", "Bethsan"])
        self.assertIn("cannot override reserved REPL functions", self.shown("reserved"))

    def test_09_the_log_file_holds_the_run(self):
        self.assertEqual(self.value("again.response"), "8")
        self.assertRegex(self.shown("logging-run"), r"stations_.*\.jsonl: [\d,]+ bytes for 3 turns")
        self.assertEqual(self.value("settings['root_model']"), self.model)
        self.assertNotIn(KEY, self.value("str(settings) + str(turns)"))

    def test_09_the_plot_shows_a_growing_prompt_and_the_sub_calls(self):
        self.assertEqual(self.run_.images("plot"), 1)
        prompts = self.value("[turn[0] for turn in profile]")
        self.assertEqual(prompts, sorted(prompts))
        self.assertGreater(prompts[-1], prompts[0])
        self.assertEqual(self.value("[turn[3] for turn in profile]"), [0, 3, 0])
        self.assertIn("removed stations_", self.shown("cleanup"))

    def test_10_unsolved_exercises_fail_with_a_hint(self):
        hints = {
            "check-1": 'Exercise 10.1: no answer yet. Set answer["content"]',
            "check-2": "Exercise 10.2: your function should return a text, and returned None",
            "check-3": 'Exercise 10.3: tools should have "count_events"',
            "check-4": "Exercise 10.4: your code raised ValueError: could not convert",
            "check-5": "Exercise 10.5: on TimeoutExceededError, your function raised",
            "check-6": "Exercise 10.6: one prompt for each of the 9 remarks",
        }
        for tag, hint in hints.items():
            with self.subTest(tag):
                self.assertIn("✘ " + hint, self.shown(tag))
        for number in (2, 3, 5, 6):
            self.assertIn(f"First solve 10.{number}.", self.shown(f"exercise-{number}-model"))

    def test_10_solutions_pass_and_work_with_the_model(self):
        for tag, solution in solutions(read()).items():
            with self.subTest(tag):
                number = tag[-1]
                self.assertEqual(self.run_.again(tag, solution), "")
                passed = self.run_.again(f"check-{number}")
                self.assertEqual(passed, f"✔ Exercise 10.{number}: well done!\n")
        self.assertIn("Chapter 1 tells of wind", self.run_.again("exercise-2-model"))
        letter = self.run_.again("exercise-3-model")
        self.assertEqual(letter.count("✔ has the right value"), 2, letter)
        self.assertIn(
            "Partial answer: I have not seen the log", self.run_.again("exercise-5-model")
        )

        self.assertIn("The run ends. Response: 4", self.run_.again("exercise-6-model"))

    def test_10_the_kernel_fits_into_the_memory_that_sizing_assumes(self):
        mebibytes = self.value("__import__('resource').getrusage(0).ru_maxrss / 1024")
        self.assertLess(mebibytes, 300)

    def test_11_three_ways_are_compared_by_accuracy_and_dollars(self):
        rows = self.value("worth")
        ways = {way: [off for name, _, off, _ in rows if name == way] for way, *_ in rows}
        self.assertEqual(ways.pop("RLM"), [0, 0, 0])
        plain = ways.pop("plain")
        self.assertEqual(plain, sorted(plain), "the script overlooks more in longer books")
        self.assertGreater(plain[-1], 0.2)
        self.assertEqual(ways, {"cheap sub-calls": [0, 0, 0]} if self.big else {})
        self.assertEqual(self.run_.images("worth-plot"), 1)

    def test_11_cheap_sub_calls_go_to_the_small_model(self):
        rows = self.value("worth")
        usd = {(way, length): usd for way, length, _, usd in rows}
        if self.big and not self.cost:  # all calls of OpenRouter cost the same here
            self.assertEqual(self.value("big_model"), self.big)
            self.assertLess(usd["cheap sub-calls", 320], usd["RLM", 320])
        else:
            self.assertEqual(len({way for way, _ in usd}), 3 if self.big else 2)

    def test_12_a_persistent_repl_still_has_its_variables(self):
        self.assertRegex(self.value("follow_up.response"), r"^camera \d$")
        shown = self.shown("persistent")
        self.assertIn("✔ has the right value camera", shown)
        self.assertIn("   in  │ line = next(", shown)
        self.assertEqual(shown.count("✔"), 3)

    def test_the_bill_has_every_call_by_hand_or_in_a_run(self):
        calls = int(re.match(r"(\d+) calls", self.shown("bill"))[1])
        self.assertEqual(calls, self.calls_of_run)


class OpenAiTest(Sections, unittest.TestCase):
    provider, model = "openai", "gpt-5-nano"
    big = "gpt-5-mini"

    @staticmethod
    def variables(url):
        return {"OPENAI_API_KEY": KEY, "OPENAI_BASE_URL": f"{url}/v1"}


class VllmTest(Sections, unittest.TestCase):
    """Without a key of its own, and with the model that the server says it has."""

    provider, model, key = "vllm", MODEL, "EMPTY"
    big = "scripted-big"

    @staticmethod
    def variables(url):
        return {"VLLM_BASE_URL": f"{url}/v1"}


class OpenRouterTest(Sections, unittest.TestCase):
    provider, model, cost = "openrouter", "google/gemini-3-flash-preview", 0.001
    big = "google/gemini-2.5-pro"

    @staticmethod
    def variables(url):
        return {"OPENROUTER_API_KEY": KEY, "OPENROUTER_BASE_URL": f"{url}/api/v1"}

    def test_reported_dollars_are_shown_with_the_children_s(self):
        self.assertIn("$0.0090", self.shown("recursion"))
        self.assertRegex(self.shown("bill"), r"0\.1[0-9]+ USD")


class PortkeyTest(Sections, unittest.TestCase):
    provider, model = "portkey", "@openai/gpt-5-nano"
    big = "@openai/gpt-5-mini"

    @staticmethod
    def variables(url):
        return {"PORTKEY_API_KEY": KEY, "PORTKEY_BASE_URL": f"{url}/v1"}


class AnthropicTest(Sections, unittest.TestCase):
    provider, model = "anthropic", "claude-haiku-4-5"
    big = "claude-sonnet-4-5"

    @staticmethod
    def variables(url):
        return {"ANTHROPIC_API_KEY": KEY, "ANTHROPIC_BASE_URL": url}


class GeminiTest(Sections, unittest.TestCase):
    """With RLM_MODEL, and chosen by RLM_PROVIDER over a key that comes before it."""

    provider, model = "gemini", "gemini-of-tomorrow"
    big = ""

    @staticmethod
    def variables(url):
        return {
            "OPENAI_API_KEY": "sk-not-this-one",
            "GEMINI_API_KEY": KEY,
            "GOOGLE_GEMINI_BASE_URL": url,
            "RLM_PROVIDER": "gemini",
            "RLM_MODEL": "gemini-of-tomorrow",
        }


if __name__ == "__main__":
    unittest.main()
