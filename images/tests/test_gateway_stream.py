"""How the usage is read out of answers, in all dialects, whatever the borders of the chunks."""

import json
import unittest

from gateway_provider import events_of, whole_of
from rlmprov_gateway.dialects import DIALECTS
from rlmprov_gateway.errors import Refusal
from rlmprov_gateway.prices import Usage
from rlmprov_gateway.providers import Provider
from rlmprov_gateway.request import parse
from rlmprov_gateway.stream import EventReader, at_end, parsed

PATHS = {
    "openai": ["/chat/completions", "/v1/responses"],
    "anthropic": ["/v1/messages"],
    "gemini": ["/v1beta/models/m:streamGenerateContent"],
}
CASES = [(kind, path) for kind, paths in PATHS.items() for path in paths]


def dialect(path):
    return next(it for it in DIALECTS if it.path.fullmatch(path))


def reader(kind, path, hide=False):
    return EventReader(dialect(path), Provider(kind, kind, "", ""), hide)


class Streams(unittest.TestCase):
    def test_usage_is_read_at_all_borders(self):
        body = {"model": "m", "stream_options": {"include_usage": True}}
        for kind, path in CASES:
            whole = b"".join(events_of(path, body, {"read": 11, "written": 6}))
            for size in (1, 7, 64, len(whole)):
                with self.subTest(kind, path=path, size=size):
                    events = reader(kind, path)
                    out = b"".join(
                        events.feed(whole[at : at + size]) for at in range(0, len(whole), size)
                    )
                    self.assertEqual(out + events.end(), whole)
                    self.assertEqual((events.usage, events.final), (Usage(11, 6), True))

    def test_a_stream_that_breaks_before_its_end_has_no_final_usage(self):
        for kind, path in CASES:
            with self.subTest(path):
                events = reader(kind, path)
                body = {"model": "m", "stream_options": {"include_usage": True}}
                told = events_of(path, body, {"read": 11, "written": 6})[:-3]
                events.feed(b"".join(told[:1] if kind == "gemini" else told))
                self.assertFalse(events.final)

    def test_the_usage_is_hidden_from_programs_that_did_not_ask_for_it(self):
        path = "/chat/completions"
        body = {"model": "m", "stream_options": {"include_usage": True}}
        events = reader("openai", path, hide=True)
        out = events.feed(b"".join(events_of(path, body, {"read": 1, "written": 2})))
        self.assertEqual(events.usage, Usage(1, 2))
        self.assertNotIn(b'"choices": []', out)
        self.assertEqual(out.count(b"word "), 5)
        self.assertTrue(out.endswith(b"data: [DONE]\n\n"))

    def test_an_endless_event_is_passed_on(self):
        events = reader("openai", "/chat/completions")
        passed = sum(len(events.feed(b"x" * 100_000)) for _ in range(20))
        self.assertGreater(passed, 1_000_000)

    def test_the_usage_at_the_end_of_a_large_answer(self):
        answer = json.dumps(whole_of("/embeddings", {"input": "a"}, {"read": 9})).encode()
        provider = Provider("openai", "openai", "", "")
        self.assertEqual(at_end(answer[-80:], dialect("/embeddings"), provider), Usage(9, 0))
        self.assertIsNone(at_end(b'..."usage": {"prompt', dialect("/embeddings"), provider))
        self.assertIsNone(at_end(b"...", dialect("/embeddings"), provider))

    def test_nonsense_is_no_usage(self):
        provider = Provider("openrouter", "openrouter", "", "")
        chat = dialect("/chat/completions")
        for usage in (
            None, {}, [], {"prompt_tokens": -1}, {"prompt_tokens": "9"}, {"prompt_tokens": True},
            {"prompt_tokens": 1, "completion_tokens": 1.5}, {"prompt_tokens": 1, "cost": -2},
            {"prompt_tokens": 1, "cost": "much"},
        ):  # fmt: skip
            with self.subTest(usage):
                self.assertIsNone(chat.usage({"usage": usage}, provider))
        self.assertIsNone(parsed(b"<html>"))
        self.assertIsNone(parsed(b"[1]"))

    def test_the_parts_of_a_usage(self):
        cases = [
            ("openai", "/chat/completions",
             {"usage": {"prompt_tokens": 9, "completion_tokens": 5,
                        "prompt_tokens_details": {"cached_tokens": 4},
                        "completion_tokens_details": {"reasoning_tokens": 3}}}, Usage(9, 5, 4)),
            ("openrouter", "/chat/completions",
             {"usage": {"prompt_tokens": 9, "completion_tokens": 5, "cost": 0.00014}},
             Usage(9, 5, cost=140_000_000)),
            ("anthropic", "/v1/messages",
             {"usage": {"input_tokens": 1, "cache_read_input_tokens": 2,
                        "cache_creation_input_tokens": 4, "output_tokens": 8}}, Usage(7, 8, 2, 4)),
            ("gemini", "/v1beta/models/m:generateContent",
             {"usageMetadata": {"promptTokenCount": 1, "thoughtsTokenCount": 2,
                                "candidatesTokenCount": 4, "cachedContentTokenCount": 1}},
             Usage(1, 6, 1)),
        ]  # fmt: skip
        for kind, path, answer, usage in cases:
            with self.subTest(kind):
                self.assertEqual(dialect(path).usage(answer, Provider(kind, kind, "", "")), usage)


class Requests(unittest.TestCase):
    def test_what_is_no_json_object(self):
        for raw in (b"", b"[]", b"nope", b'{"a":', b"\xff", b'{"a":' * 5000, b"[" * 100_000):
            with self.subTest(raw[:9]), self.assertRaises(Refusal):
                parse(raw)

    def test_json_that_would_fill_the_memory_is_not_read(self):
        for value in (b"{}", b"[]", b'"ab"', b"1234567"):
            raw = b'{"messages": [' + b",".join([value] * 200_000) + b"]}"
            with self.subTest(value), self.assertRaisesRegex(Refusal, "more than 100,000 values"):
                parse(raw)

    def test_a_long_text_with_all_signs_is_one_value(self):
        text = '{"a": [1, 2]}, \\ \n' * 100_000
        self.assertEqual(parse(json.dumps({"text": text}).encode()), {"text": text})
