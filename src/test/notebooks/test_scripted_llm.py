"""The scripted model itself: what it takes for which request, in which shape, and how it fails."""

import json
import subprocess
import sys
import unittest
import urllib.error
import urllib.request

from rlm_rehearsal import MODEL, ScriptedLlm
from rlm_rehearsal.dialects import Chat
from rlm_rehearsal.script import NO_SCENE, cue

SYSTEM = {"role": "system", "content": "You are a Recursive Language Model (RLM): ..."}
QUESTION = {
    "role": "user",
    "content": "Answer the following: How many meteors does this log record",
}
READY = "Reply with the single word: ready"


def post(url, body, **headers):
    """(status, JSON) of a request."""
    request = urllib.request.Request(url, json.dumps(body).encode(), headers)
    try:
        with urllib.request.urlopen(request, timeout=10) as response:
            return response.status, json.load(response)
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, json.load(refused)


def user(content):
    return {"role": "user", "content": content}


class CueTest(unittest.TestCase):
    """Requests of rlm 0.1.3 are told apart by their messages alone."""

    def assert_cue(self, who, part, *messages):
        self.assertEqual(
            (who, part), (cue(Chat("m", list(messages))).who, cue(Chat("m", list(messages))).part)
        )

    def test_a_lone_message_is_a_plain_call(self):
        self.assert_cue("prompt", "reply", user("hello"))

    def test_a_question_makes_a_root_and_none_a_child(self):
        self.assert_cue("root", "turn 1", SYSTEM, QUESTION, user("Look first.\n\nTurn 1/30:"))
        self.assert_cue("child", "turn 12", SYSTEM, user("Your context is"), user("Turn 12/30:"))

    def test_compaction_and_the_end_of_turns_are_seen(self):
        summarize = user("Summarize your progress so far. Include:")
        final = {"role": "assistant", "content": "Please provide a final answer to the user's"}
        self.assert_cue("root", "summary", SYSTEM, QUESTION, summarize)
        self.assert_cue("root", "final", SYSTEM, QUESTION, final)


class ServerTest(unittest.TestCase):
    def setUp(self):
        self.llm = self.enterContext(ScriptedLlm(cost=0.25, key="k"))
        self.chat = f"{self.llm.url}/v1/chat/completions"
        self.body = {"model": "m", "messages": [user(READY)]}

    def test_openai_shape_with_usage_and_cost(self):
        status, answer = post(self.chat, self.body, Authorization="Bearer k")
        self.assertEqual(status, 200)
        self.assertEqual(answer["choices"][0]["message"]["content"], "ready")
        self.assertEqual(answer["usage"]["prompt_tokens"], len(READY) // 4 + 1)
        self.assertEqual(answer["usage"]["cost"], 0.25)

    def test_portkey_has_its_own_header(self):
        status, _ = post(self.chat, self.body, **{"x-portkey-api-key": "k"})
        self.assertEqual(status, 200)

    def test_anthropic_shape(self):
        body = {"model": "m", "max_tokens": 9, "system": "Be brief.", "messages": [user(READY)]}
        status, answer = post(f"{self.llm.url}/v1/messages", body, **{"x-api-key": "k"})
        self.assertEqual((status, answer["content"][0]["text"]), (200, "ready"))

    def test_gemini_shape(self):
        body = {"contents": [{"role": "user", "parts": [{"text": READY}]}]}
        url = f"{self.llm.url}/v1beta/models/flash:generateContent"
        status, answer = post(url, body, **{"x-goog-api-key": "k"})
        self.assertEqual(status, 200)
        self.assertEqual(answer["candidates"][0]["content"]["parts"][0]["text"], "ready")
        self.assertEqual(self.llm.calls[-1].model, "flash")

    def test_a_wrong_key_is_refused(self):
        self.assertEqual(post(self.chat, self.body, Authorization="Bearer x")[0], 401)
        self.assertEqual(post(self.chat, self.body)[0], 401)

    def test_it_fails_as_often_as_told(self):
        post(f"{self.llm.url}/fail", {"times": 2, "status": 429})
        got = [post(self.chat, self.body, Authorization="Bearer k")[0] for _ in range(3)]
        self.assertEqual(got, [429, 429, 200])

    def test_what_has_no_scene_is_said_so(self):
        self.body["messages"] = [user("Who was Napoleon?")]
        _, answer = post(self.chat, self.body, Authorization="Bearer k")
        self.assertEqual(answer["choices"][0]["message"]["content"], NO_SCENE)

    def test_a_reply_may_count_what_was_asked(self):
        asked = "How many of these visitors were not satisfied?\nwas not for us\nleft us cold"
        self.body["messages"] = [user(asked)]
        _, answer = post(self.chat, self.body, Authorization="Bearer k")
        self.assertEqual(answer["choices"][0]["message"]["content"], "2")

    def test_unknown_paths_are_404(self):
        self.assertEqual(post(f"{self.llm.url}/v2/else", {})[0], 404)

    def test_it_lists_its_model_and_its_calls(self):
        post(self.chat, self.body, Authorization="Bearer k")
        with urllib.request.urlopen(f"{self.llm.url}/v1/models", timeout=10) as answer:
            self.assertEqual(json.load(answer)["data"][0]["id"], MODEL)
            self.assertEqual(answer.headers["Connection"], "close")
        with urllib.request.urlopen(f"{self.llm.url}/calls", timeout=10) as answer:
            (call,) = json.load(answer)
        self.assertEqual((call["model"], call["who"], call["part"]), ("m", "prompt", "reply"))


class CommandTest(unittest.TestCase):
    def test_the_command_prints_its_port_and_serves(self):
        command = [sys.executable, "-m", "rlm_rehearsal", "--port", "0", "--key", "k"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
            try:
                port = int(server.stdout.readline())
                body = {"model": "m", "messages": [user(READY)]}
                url = f"http://127.0.0.1:{port}/v1/chat/completions"
                self.assertEqual(post(url, body, Authorization="Bearer k")[0], 200)
            finally:
                server.terminate()


if __name__ == "__main__":
    unittest.main()
