"""Users' libraries find the gateway by the environment alone, and count what the ledger counts."""

import os
import unittest

from gateway_process import GatewayProcess
from gateway_provider import Provider

PROMPT = [{"role": "user", "content": "hello"}]
KINDS = ("openai", "anthropic", "gemini", "openrouter", "portkey", "vllm", "azure")
PATHS = {"openai": "/v1", "openrouter": "/api/v1", "portkey": "/v1", "vllm": "/v1"}


class Clients(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.provider = cls.enterClassContext(Provider(output=40))
        providers = {
            kind: {"baseUrl": cls.provider.url + PATHS.get(kind, ""), "key": "OPENAI_API_KEY"}
            for kind in KINDS
        }
        cls.gateway = cls.enterClassContext(
            GatewayProcess(
                cls.provider,
                providers=providers,
                models=["model", "@openai/model"],
                prices={name: {"input": 1, "output": 10} for name in ("model", "@openai/model")},
                budget={"user": {"usd": 2}},
            )
        )
        environment = cls.gateway.admin("PUT", "/users/ada/servers/")["environment"]
        os.environ |= environment | {"LITELLM_LOCAL_MODEL_COST_MAP": "True"}
        cls.key = environment["OPENAI_API_KEY"]

    def setUp(self):
        self.before = self.gateway.tokens()

    def counted(self, read, written, calls=1):
        """The ledger has the calls, with these tokens; the provider charged the same."""
        after = self.gateway.tokens()
        self.assertEqual(
            tuple(b - a for a, b in zip(self.before, after, strict=True)), (read, written, calls)
        )
        charged = self.provider.charged
        self.assertEqual(after, (charged["input"], charged["output"], charged["calls"]))
        self.assertNotIn(self.key, str(self.provider.calls))

    def test_openai_chat(self):
        from openai import OpenAI

        answer = OpenAI().chat.completions.create(model="model", messages=PROMPT)
        self.assertEqual(answer.choices[0].message.content, "word ")
        self.counted(answer.usage.prompt_tokens, answer.usage.completion_tokens)

    def test_openai_chat_stream(self):
        from openai import OpenAI

        asked = {"model": "model", "messages": PROMPT, "stream": True}
        plain = list(OpenAI().chat.completions.create(**asked))
        # What programs do that know nothing of a last chunk without choices.
        self.assertEqual("".join(chunk.choices[0].delta.content for chunk in plain), "word " * 5)
        told = {"include_usage": True}
        *_, last = OpenAI().chat.completions.create(**asked, stream_options=told)
        self.counted(last.usage.prompt_tokens * 2, last.usage.completion_tokens * 2, calls=2)

    def test_openai_responses(self):
        from openai import OpenAI

        answer = OpenAI().responses.create(model="model", input="hello")
        self.assertEqual(answer.output_text, "word ")
        self.counted(answer.usage.input_tokens, answer.usage.output_tokens)

    def test_openai_responses_stream(self):
        from openai import OpenAI

        *_, last = OpenAI().responses.create(model="model", input=PROMPT, stream=True)
        self.counted(last.response.usage.input_tokens, last.response.usage.output_tokens)

    def test_openai_embeddings(self):
        from openai import OpenAI

        answer = OpenAI().embeddings.create(
            model="model", input=["a", "b"], encoding_format="float"
        )
        self.assertEqual([it.embedding for it in answer.data], [[0.5, 0.25]] * 2)
        self.counted(answer.usage.prompt_tokens, 0)

    def test_openai_models(self):
        from openai import OpenAI

        self.assertEqual([it.id for it in OpenAI().models.list()], ["model", "@openai/model"])
        self.assertEqual(OpenAI().models.retrieve("model").id, "model")

    def test_openai_errors(self):
        import openai

        with self.assertRaisesRegex(openai.PermissionDeniedError, "'gpt-9' is not allowed"):
            openai.OpenAI().chat.completions.create(model="gpt-9", messages=PROMPT)
        with self.assertRaisesRegex(openai.AuthenticationError, "not valid"):
            openai.OpenAI(api_key="sk-x").chat.completions.create(model="m", messages=PROMPT)
        self.gateway.admin("PUT", "/users/ada/budget", {"usd": 0})
        calls = len(self.provider.calls)
        try:
            with self.assertRaisesRegex(openai.APIStatusError, "is spent") as caught:
                openai.OpenAI().chat.completions.create(model="model", messages=PROMPT)
            self.assertEqual(caught.exception.status_code, 402)
        finally:
            self.gateway.admin("DELETE", "/users/ada/budget")
        self.assertEqual(len(self.provider.calls), calls)

    def test_anthropic(self):
        from anthropic import Anthropic

        asked = {"model": "model", "max_tokens": 100, "messages": PROMPT}
        answer = Anthropic().messages.create(**asked)
        self.assertEqual(answer.content[0].text, "word ")
        with Anthropic().messages.stream(**asked) as stream:
            self.assertEqual("".join(stream.text_stream), "word ")
            last = stream.get_final_message()
        self.counted(
            answer.usage.input_tokens + last.usage.input_tokens,
            answer.usage.output_tokens + last.usage.output_tokens,
            calls=2,
        )

    def test_anthropic_count_and_models(self):
        from anthropic import Anthropic

        found = Anthropic().messages.count_tokens(model="model", messages=PROMPT)
        self.assertGreater(found.input_tokens, 0)
        self.assertEqual(self.gateway.tokens()[:2], self.before[:2])
        self.provider.charged.subtract(input=found.input_tokens, output=40)
        self.assertIn("model", [it.id for it in Anthropic().models.list()])

    def test_gemini(self):
        from google import genai

        client = genai.Client()
        answer = client.models.generate_content(model="model", contents="hello")
        self.assertEqual(answer.text, "word ")
        *_, last = client.models.generate_content_stream(model="model", contents="hello")
        told = [answer.usage_metadata, last.usage_metadata]
        self.counted(
            sum(it.prompt_token_count for it in told),
            sum(it.candidates_token_count + it.thoughts_token_count for it in told),
            calls=2,
        )

    def test_gemini_embeddings_are_charged_as_reserved(self):
        from google import genai

        client = genai.Client()
        answer = client.models.embed_content(model="model", contents="hello")
        self.assertEqual(answer.embeddings[0].values, [0.5, 0.25])
        # Google tells no usage; the bytes of the request are a bound.
        after = self.gateway.tokens()
        self.assertGreater(after[0] - self.before[0], 5)
        difference = after[0] - self.provider.charged["input"]
        self.provider.charged.update(input=difference)

    def test_litellm(self):
        import litellm

        read = written = 0
        for model in ("openai/model", "anthropic/model"):
            answer = litellm.completion(model=model, messages=PROMPT)
            self.assertEqual(answer.choices[0].message.content, "word ")
            read += answer.usage.prompt_tokens
            written += answer.usage.completion_tokens
        self.counted(read, written, calls=2)

    def test_rlms(self):
        from rlm.clients import get_client

        environment = os.environ
        for backend, arguments in {
            "openai": {},
            "vllm": {
                "base_url": environment["VLLM_BASE_URL"],
                "api_key": environment["VLLM_API_KEY"],
            },
            "openrouter": {"base_url": environment["OPENROUTER_BASE_URL"]},
            "portkey": {
                "base_url": environment["PORTKEY_BASE_URL"],
                "api_key": environment["PORTKEY_API_KEY"],
                "model_name": "@openai/model",
            },
            "anthropic": {"api_key": environment["ANTHROPIC_API_KEY"]},
            "gemini": {},
            "azure_openai": {},
        }.items():
            with self.subTest(backend):
                self.before = self.gateway.tokens()
                client = get_client(backend, {"model_name": "model", **arguments})
                self.assertEqual(client.completion("hello"), "word ")
                (told,) = client.get_usage_summary().model_usage_summaries.values()
                read, written, _ = self.gateway.tokens()
                self.assertEqual(read - self.before[0], told.total_input_tokens)
                if backend == "gemini":  # rlms does not count its thoughts
                    written -= 20
                self.assertEqual(written - self.before[1], told.total_output_tokens)

    def test_a_completion_of_rlms(self):
        from rlm import RLM

        # The provider never ends the loop, so it is asked one last time for the answer.
        answer = RLM(
            backend="openai", backend_kwargs={"model_name": "model"}, max_iterations=2
        ).completion("context", root_prompt="question")
        self.assertEqual(answer.response, "word ")
        told = answer.usage_summary
        self.counted(told.total_input_tokens, told.total_output_tokens, calls=3)
