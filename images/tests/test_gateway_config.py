"""gateway.json and gateway.env; prices; what servers and the hub get."""

import json
import tempfile
import unittest
from pathlib import Path

from rlmprov_gateway import price_list
from rlmprov_gateway.config import load, parse, parse_keys
from rlmprov_gateway.errors import ConfigError
from rlmprov_gateway.pricebook import PriceBook
from rlmprov_gateway.prices import Usage, price
from rlmprov_gateway.providers import KINDS, Provider

USD = 10**12


class Files(unittest.TestCase):
    def test_both_are_read(self):
        with tempfile.TemporaryDirectory() as folder:
            data = {
                "providers": {
                    "openai": {"key": "OPENAI_API_KEY"},
                    "vllm": {"baseUrl": "http://localhost:8000/v1/"},
                    "school": {"kind": "compatible", "baseUrl": "https://llm.example.org/v1"},
                },
                "models": ["gpt-5-nano", "@openai/gpt-5-nano", "openai/gpt-5-nano:free"],
                "budget": {"user": {"usd": 2}, "class": {"tokens": 10**6}, "every": "week"},
                "limits": {"atOnce": 4, "unknown": 1},
                "from the future": 1,
            }
            Path(folder, "gateway.json").write_text(json.dumps(data))
            Path(folder, "gateway.env").write_text("OPENAI_API_KEY=sk-a=b\nOTHER=1\n")
            config = load(Path(folder))
        self.assertEqual(config.providers["openai"].key, "sk-a=b")
        self.assertNotIn("sk-a=b", repr(config))
        self.assertEqual(config.providers["vllm"].base_url, "http://host.docker.internal:8000/v1")
        self.assertEqual(config.providers["school"].base_url, "https://llm.example.org/v1")
        self.assertEqual((config.limits.atOnce, config.every), (4, "week"))

    def test_base_urls_and_the_tutorials_model_are_named_in_the_file_of_secrets(self):
        config = parse(
            {"providers": {"vllm": {"url": "VLLM_BASE_URL"}, "openai": {"url": "OPENAI_BASE_URL"}}},
            {
                "VLLM_BASE_URL": "http://localhost:8000/v1",
                "OPENAI_BASE_URL": "https://llm.example.org/v1/",
                "RLM_MODEL": "our-model",
            },
        )
        self.assertEqual(config.providers["vllm"].base_url, "http://host.docker.internal:8000/v1")
        self.assertEqual(config.providers["openai"].base_url, "https://llm.example.org/v1")
        self.assertEqual(config.model, "our-model")
        with self.assertRaisesRegex(ConfigError, "has no VLLM_BASE_URL"):
            parse({"providers": {"vllm": {"url": "VLLM_BASE_URL"}}}, {})

    def test_what_is_wrong_is_told_with_its_place(self):
        cases = [
            ([], "the whole must be an object"),
            ({"models": ["a b"]}, "models must be"),
            ({"models": ["../a"]}, "models must be"),
            ({"budget": {"user": {"usd": -1}}}, "budget.user must be a number"),
            ({"budget": {"every": "month"}}, "budget.every must be one of day, week, course"),
            ({"timezone": "Mars/Base"}, "timezone 'Mars/Base' is not known"),
            ({"prices": {"m": {"input": 1}}}, "prices.m must have input and output"),
            ({"limits": {"patience": 0}}, "limits.patience must be a number over 0"),
            ({"unpriced": "yes"}, "unpriced must be refuse or allow"),
            ({"providers": {"x": {}}}, "providers.x.kind must be one of openai"),
            ({"providers": {"vllm": {}}}, "providers.vllm.baseUrl must be an address"),
            ({"providers": {"openai": {"key": "K"}}}, "gateway.env: has no K"),
            ({"providers": {"A/b": {"kind": "openai"}}}, "a name has small letters"),
        ]
        for data, problem in cases:
            with self.subTest(problem), self.assertRaisesRegex(ConfigError, problem):
                parse(data, {})

    def test_a_line_that_is_wrong_is_not_quoted(self):
        for text in ("sk-secret", "A=sk-secret\x7f", "A=sk-secré"):
            with self.subTest(text), self.assertRaises(ConfigError) as caught:
                parse_keys(text)
            self.assertNotIn("sk-secr", str(caught.exception))


class Environments(unittest.TestCase):
    def test_each_provider_is_found_by_the_names_that_its_programs_read(self):
        wanted = {
            "openai": {"OPENAI_API_KEY": "k", "OPENAI_BASE_URL": "http://llm:4000/openai"},
            "anthropic": {
                "ANTHROPIC_API_KEY": "k",
                "ANTHROPIC_BASE_URL": "http://llm:4000/anthropic",
            },
            "gemini": {"GEMINI_API_KEY": "k", "GOOGLE_GEMINI_BASE_URL": "http://llm:4000/gemini"},
            "openrouter": {
                "OPENROUTER_API_KEY": "k",
                "OPENROUTER_BASE_URL": "http://llm:4000/openrouter/v1",
            },
            "portkey": {"PORTKEY_API_KEY": "k", "PORTKEY_BASE_URL": "http://llm:4000/portkey/v1"},
            "vllm": {"VLLM_API_KEY": "k", "VLLM_BASE_URL": "http://llm:4000/vllm/v1"},
            "azure": {
                "AZURE_OPENAI_API_KEY": "k",
                "AZURE_OPENAI_ENDPOINT": "http://llm:4000/azure",
            },
        }
        for kind, environment in wanted.items():
            with self.subTest(kind):
                provider = Provider(kind, kind, "", "")
                self.assertEqual(provider.environment("k", "http://llm:4000"), environment)
        self.assertEqual(wanted.keys() | {"compatible"}, KINDS.keys())
        school = Provider("my-school", "compatible", "", "").environment("k", "http://llm:4000")
        self.assertEqual(school["MY_SCHOOL_BASE_URL"], "http://llm:4000/my-school")


class Prices(unittest.TestCase):
    def test_a_cost_and_its_bound(self):
        tiered = price(
            {"input": ["1.25", [200_000, "2.5"]], "output": [10, [200_000, 15]], "cached": 0.125}
        )
        self.assertEqual(tiered.cost(Usage(100, 10)), (100 * 1_250_000 + 10 * 10_000_000))
        self.assertEqual(tiered.cost(Usage(100, 0, cached=40)), 60 * 1_250_000 + 40 * 125_000)
        self.assertEqual(tiered.cost(Usage(200_001, 1)), 200_001 * 2_500_000 + 15_000_000)
        for read in (0, 100, 200_000, 200_001, 10**6):
            for usage in (Usage(read, 7), Usage(read // 2, 7), Usage(read, 7, cached=read)):
                bound = tiered.for_input(read) + 7 * tiered.for_output(read)
                self.assertLessEqual(tiered.cost(usage), bound)

    def test_writing_to_a_cache_is_in_the_bound(self):
        claude = price({"input": 3, "output": 15, "cached": 0.3, "written": 3.75})
        self.assertEqual(claude.for_input(100), 375_000_000)
        self.assertEqual(claude.cost(Usage(100, 0, written=100)), 375_000_000)

    def test_genai_prices(self):
        nano = {"input": "0.05", "output": "0.4", "cached": "0.005"}
        self.assertEqual(price_list.find("openai", "", "gpt-5-nano"), nano)
        self.assertEqual(price_list.find("", "", "@openai/gpt-5-nano"), nano)
        self.assertEqual(price_list.find("", "", "@our-own-name/gpt-5-nano"), nano)
        self.assertIn("written", price_list.find("anthropic", "", "claude-haiku-4-5"))
        self.assertIsInstance(price_list.find("google", "", "gemini-2.5-pro")["input"], list)
        self.assertIsNotNone(price_list.find("", "https://api.deepseek.com/v1", "deepseek-chat"))
        for names in (
            ("openai", "", "nobody-knows"),
            ("openai", "", "gpt-4o-search-preview"),
            ("google", "", "gemini-2.5-flash-image"),
            ("", "https://llm.example.org", "gpt-5-nano"),
            ("", "", "gpt-5-nano"),
        ):
            with self.subTest(names):
                self.assertIsNone(price_list.find(*names))
        self.assertIn("gpt-5-nano", price_list.names_of("openai"))


class Books(unittest.IsolatedAsyncioTestCase):
    async def test_whose_price_counts(self):
        asked = []

        async def lookup(find, names_of):
            asked.append((find, names_of))
            return {"find": [{"input": 1, "output": 2}] * len(find), "list": {"openai": ["a"]}}

        data = {"prices": {"own": {"input": 5, "output": 5}}, "model": "rlm",
                "providers": {"openai": {}, "vllm": {"baseUrl": "http://v"}, "openrouter": {},
                              "azure": {"baseUrl": "http://a", "deployments": {"mine": "own"}}},
        }  # fmt: skip
        config = parse(data, {})
        book = PriceBook(config, lookup)
        await book.configure(config)
        openai, vllm, router, azure = config.providers.values()
        self.assertEqual((await book.find(openai, "own")).input.base, 5_000_000)
        self.assertEqual((await book.find(azure, "mine")).input.base, 5_000_000)
        self.assertEqual((await book.find(openai, "rlm")).output.base, 2_000_000)
        self.assertEqual((await book.find(vllm, "whatever")).input.base, 0)
        self.assertIsNone(await book.find(router, "a/b:online"))
        self.assertEqual(list(book.models(openai)), ["rlm", "own", "a"])
        self.assertEqual(len(asked), 1)
