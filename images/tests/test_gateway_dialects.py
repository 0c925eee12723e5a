"""What may pass, and what a provider gets in its place: the cases are in data/gateway."""

import json
import unittest
from pathlib import Path

from rlmprov_gateway.calls import route
from rlmprov_gateway.dialects import images
from rlmprov_gateway.dialects.base import encode
from rlmprov_gateway.errors import Refusal
from rlmprov_gateway.pace import Pace
from rlmprov_gateway.prices import price
from rlmprov_gateway.providers import Provider
from rlmprov_gateway.upstream import Upstream
from rlmprov_gateway.users import PATH

CASES = json.loads((Path(__file__).parent / "data/gateway/requests.json").read_text())
PRICE = price({"input": 1, "output": 10})


def prepare(kind, path, body):
    provider = Provider(kind, kind, "", "", api_version="2024-10-21")
    way = route(Upstream(provider, Pace()), path)
    return way.dialect.prepare(provider, way.match, {}, body)


class Bodies(unittest.TestCase):
    def test_what_passes_is_written_anew(self):
        for case in (it for it in CASES if "sent" in it):
            with self.subTest(case["what"], kind=case["kind"]):
                prepared = prepare(case["kind"], case["path"], case["body"])
                sent = prepared.send(9, PRICE)
                self.assertEqual(json.loads(sent), case["sent"])
                self.assertEqual(prepared.model, case.get("model", "m"))
                self.assertIn(prepared.output, (case.get("output"), 0))
                self.assertGreaterEqual(prepared.input, len(prepared.body))
                self.assertEqual(prepared.input > images.MOST, "images" in case)
                if "least" in case:
                    self.assertEqual(prepared.least, case["least"])
                if "target" in case:
                    self.assertEqual(prepared.target, case["target"])

    def test_what_may_not_pass_is_named(self):
        for case in (it for it in CASES if "refused" in it):
            with self.subTest(case["what"], kind=case["kind"]):
                with self.assertRaises(Refusal) as caught:
                    prepare(case["kind"], case["path"], case["body"])
                self.assertIn(caught.exception.status, (400, 403))
                self.assertIn(case["refused"], str(caught.exception))

    def test_whatever_stands_in_a_field_is_refused_or_passes(self):
        values = json.loads(
            """[null, true, 0, -1, 1.5, "", "a", [], [null], [[]], ["a"], {}, {"a": {}}, [{}],
                [{"type": []}], [{"type": "text"}], [{"content": 5}], [{"content": [5]}],
                {"parts": 5}, [{"parts": ["a"]}], [{"parts": [{"functionResponse": 1}]}],
                [{"role": "user", "content": [{"type": "tool_result", "content": 5}]}]]"""
        )
        tried = 0
        for case in CASES:
            names = {*case["body"], "messages", "tools", "thinking", "reasoning", "stream_options"}
            for name in names:
                for value in values:
                    with self.subTest(case["path"], name=name, value=value):
                        try:
                            prepared = prepare(
                                case["kind"], case["path"], {**case["body"], name: value}
                            )
                            json.loads(prepared.send(1, PRICE))
                        except Refusal:
                            tried += 1
        self.assertGreater(tried, 1000)

    def test_text_that_is_not_unicode_is_refused(self):
        for value in ("\ud800", float("nan"), float("inf")):
            with self.subTest(repr(value)), self.assertRaises(Refusal):
                encode({"a": value})

    def test_a_schema_in_the_configuration_is_input(self):
        path = "/v1beta/models/m:generateContent"
        schema = {"generationConfig": {"responseJsonSchema": {"description": "x" * 5000}}}
        self.assertGreater(prepare("gemini", path, schema).input, 5000)

    def test_an_image_counts_as_the_most_that_one_comes_to_and_not_by_its_bytes(self):
        for case in (it for it in CASES if "images" in it):
            with self.subTest(case["what"], kind=case["kind"]):
                body = json.dumps(case["body"])
                large = json.loads(body.replace("iVBORw0KGgo=", "iVBORw0KGgoA" * 50_000))
                small = prepare(case["kind"], case["path"], case["body"]).input
                self.assertLess(prepare(case["kind"], case["path"], large).input - small, 20)
                self.assertGreater(small, images.MOST)

    def test_what_only_looks_like_an_image_counts_by_its_bytes(self):
        data = "data:image/png;base64," + "A" * 200_000
        part = {"type": "image_url", "image_url": {"url": data}}
        for more in (
            {"metadata": {"content": [part]}},
            {"messages": [{"role": "assistant", "reasoning_details": [part]}]},
            {"messages": [{"role": "user", "content": [{**part, "type": "text", "text": "a"}]}]},
        ):
            with self.subTest(str(more)[:60]):
                body = {"model": "m", "messages": []} | more
                self.assertGreater(prepare("openai", "/chat/completions", body).input, 200_000)

    def test_a_stream_of_gemini_is_sse(self):
        with self.assertRaisesRegex(Refusal, "alt=sse"):
            prepare("gemini", "/v1beta/models/m:streamGenerateContent", {})


class Paths(unittest.TestCase):
    def test_only_known_paths_lead_on(self):
        upstream = Upstream(Provider("openai", "openai", "", ""), Pace())
        for path in (
            "/files", "/v1/batches", "/chat/completions/", "/v2/chat/completions", "/v1/messages",
            "/admin/../chat/completions", "/chat/completions/../../files", "/v1/responses/r/cancel",
            "/openai/deployments/x/files", "/v1beta/models/m:generateContent", "",
        ):  # fmt: skip
            with self.subTest(path), self.assertRaises(Refusal) as caught:
                route(upstream, path)
            self.assertEqual(caught.exception.status, 404)

    def test_a_path_with_dots_or_percent_signs_is_none(self):
        for path in (
            "/openai/..", "/openai/%2e%2e/x", "/openai/chat%2Fcompletions", "/openai//x", "/openai",
            "/openai/a\\b", "/OPENAI/x", "/openai/./x", "/openai/x%00", "/openai/é",
        ):  # fmt: skip
            with self.subTest(path):
                self.assertIsNone(PATH.fullmatch(path))

    def test_only_azure_has_deployments(self):
        with self.assertRaises(Refusal):
            prepare("openai", "/openai/deployments/x/chat/completions", {"model": "m"})
