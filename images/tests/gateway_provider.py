"""A provider for tests of the gateway: OpenAI's, Anthropic's and Gemini's formats, and bad manners.

It charges one token for each `bytes_per_token` bytes of the request and `output` tokens for the
answer, or fewer if the request limits them; `charged` is the bill, in tokens.
"""

import asyncio
import json
import re
import threading
from collections import Counter

from aiohttp import web

WORD = "word "


class Provider:
    """The server, in a thread of its own; `url` is its address. Used with `with`."""

    def __init__(self, **behaviour):
        self.key = "sk-real-0123456789"
        self.output = 200
        self.bytes_per_token = 4
        self.at_once = 1000  # beyond it: 429
        self.retry_after_ms = None
        self.delay = 0.0
        self.pause = 0.0  # between the events of a stream
        self.manner = ""  # hang, drop, break, garbage, no-usage
        self.failures = []  # statuses for the next calls
        self.listing = 200  # the status of a GET, for a key that is right
        self.cost = None  # usage.cost, as OpenRouter tells it
        self.__dict__.update(behaviour)
        self.charged = Counter()
        self.calls = []  # (path, headers, body)
        self.refused = 0
        self.most = self.now = 0

    def __enter__(self):
        self._loop = asyncio.new_event_loop()
        started = threading.Event()
        self._thread = threading.Thread(target=self._serve, args=(started,), daemon=True)
        self._thread.start()
        started.wait()
        return self

    def __exit__(self, *_):
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    def _serve(self, started):
        asyncio.set_event_loop(self._loop)
        app = web.Application(client_max_size=1 << 30)
        app.router.add_route("*", "/{path:.*}", self._handle)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        self._loop.run_until_complete(runner.setup())
        site = web.TCPSite(runner, "127.0.0.1", 0, backlog=1024)
        self._loop.run_until_complete(site.start())
        self.url = f"http://127.0.0.1:{site._server.sockets[0].getsockname()[1]}"
        started.set()
        self._loop.run_forever()
        # Handlers may hang on purpose, and a clean end waits for them.
        tasks = asyncio.all_tasks(self._loop)
        for task in tasks:
            task.cancel()
        self._loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
        self._loop.run_until_complete(runner.cleanup())
        self._loop.close()

    async def _handle(self, request):
        raw = await request.read()
        body = json.loads(raw or b"{}")
        self.calls.append((request.path, dict(request.headers), body))
        if self.key not in " ".join(request.headers.values()):
            message = f"Incorrect API key provided: {self.key}"
            return web.json_response({"error": {"message": message}}, status=401)
        if request.method == "GET":
            return web.json_response({"data": []}, status=self.listing)
        if self.now >= self.at_once:
            self.refused += 1
            headers = {"retry-after-ms": str(self.retry_after_ms)} if self.retry_after_ms else {}
            return web.json_response({"error": {"message": "slow"}}, status=429, headers=headers)
        if self.failures:
            return web.json_response(
                {"error": {"message": f"failed with {self.key}"}}, status=self.failures.pop(0)
            )
        self.now += 1
        self.most = max(self.most, self.now)
        try:
            return await self._answer(request, raw, body)
        finally:
            self.now -= 1

    async def _answer(self, request, raw, body):
        path = request.path
        limit = _limit(body)
        read = max(1, len(raw) // self.bytes_per_token)
        written = 0 if "mbed" in path else min(self.output, self.output if limit is None else limit)
        self.charged.update(input=read, output=written, calls=1)
        await asyncio.sleep(self.delay)
        if self.manner == "hang":
            await asyncio.sleep(3600)
        if self.manner == "drop":
            request.transport.abort()
            return web.Response()
        if self.manner == "garbage":
            return web.Response(text="<html>502 in a 200</html>", content_type="text/html")
        usage = {} if self.manner == "no-usage" else {"read": read, "written": written}
        if self.cost is not None:
            usage["cost"] = self.cost
        if not (body.get("stream") or "streamGenerate" in path):
            return web.json_response(whole_of(path, body, usage))
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        events = events_of(path, body, usage)
        for event in events:
            if self.manner == "break" and event is events[-1]:
                request.transport.abort()
                return response
            await asyncio.sleep(self.pause)
            await response.write(event)
        return response


def _limit(body):
    found = [
        body.get(name) for name in ("max_tokens", "max_completion_tokens", "max_output_tokens")
    ]
    found.append(body.get("generationConfig", {}).get("maxOutputTokens"))
    return next((it for it in found if it is not None), None)


def _openai_usage(usage):
    if "read" not in usage:
        return None
    written = {
        "completion_tokens": usage["written"],
        "total_tokens": sum((usage["read"], usage["written"])),
    }
    cost = {"cost": usage["cost"]} if "cost" in usage else {}
    return {"prompt_tokens": usage["read"], **written, **cost}


def whole_of(path, body, usage):
    """A whole answer; `usage` as for a stream."""
    model = body.get("model", "")
    if path.endswith("/chat/completions"):
        message = {"role": "assistant", "content": WORD}
        choice = {"index": 0, "finish_reason": "stop", "message": message}
        return {"id": "c", "object": "chat.completion", "created": 0, "model": model,
                "choices": [choice], "usage": _openai_usage(usage)}  # fmt: skip
    if path.endswith("/embeddings"):
        many = body["input"] if isinstance(body["input"], list) else [body["input"]]
        data = [
            {"object": "embedding", "index": i, "embedding": [0.5, 0.25]} for i in range(len(many))
        ]
        told = {"prompt_tokens": usage["read"], "total_tokens": usage["read"]}
        return {"object": "list", "data": data, "model": model, "usage": told}
    if path.endswith("/responses"):
        return _response(model, usage, "completed")
    if path.endswith("/count_tokens"):
        return {"input_tokens": usage["read"]}
    if path.endswith("/messages"):
        return {"id": "m", "type": "message", "role": "assistant", "model": model,
                "content": [{"type": "text", "text": WORD}], "stop_reason": "end_turn",
                "stop_sequence": None,
                "usage": {"input_tokens": usage.get("read"),
                          "output_tokens": usage.get("written")}}  # fmt: skip
    if "mbed" in path:
        embedding = {"values": [0.5, 0.25]}
        return {"embedding": embedding, "embeddings": [embedding] * len(body.get("requests", [0]))}
    if path.endswith(":countTokens"):
        return {"totalTokens": usage["read"]}
    return _gemini(usage, "STOP")


def _response(model, usage, status):
    content = [{"type": "output_text", "text": WORD, "annotations": []}]
    item = {"type": "message", "id": "i", "role": "assistant", "status": status, "content": content}
    told = None
    if "read" in usage:
        told = {"input_tokens": usage["read"], "output_tokens": usage["written"],
                "input_tokens_details": {"cached_tokens": 0},
                "output_tokens_details": {"reasoning_tokens": 0},
                "total_tokens": usage["read"] + usage["written"]}  # fmt: skip
    return {"id": "r", "object": "response", "created_at": 0, "model": model, "status": status,
            "output": [item], "parallel_tool_calls": True, "tool_choice": "auto", "tools": [],
            "error": None, "incomplete_details": None, "instructions": None, "metadata": {},
            "temperature": 1.0, "top_p": 1.0, "usage": told}  # fmt: skip


def _gemini(usage, reason):
    told = {}
    if "read" in usage:
        thoughts = usage["written"] // 2
        told = {"promptTokenCount": usage["read"], "thoughtsTokenCount": thoughts,
                "candidatesTokenCount": usage["written"] - thoughts,
                "totalTokenCount": usage["read"] + usage["written"]}  # fmt: skip
    candidate = {"index": 0, "content": {"role": "model", "parts": [{"text": WORD}]}}
    if reason:
        candidate["finishReason"] = reason
    return {"candidates": [candidate], "usageMetadata": told, "modelVersion": "m"}


def _sse(data, name=None):
    head = f"event: {name}\n" if name else ""
    return f"{head}data: {json.dumps(data)}\n\n".encode()


def events_of(path, body, usage):
    """The events of a stream; `usage` has `read` and `written`, or nothing."""
    model = body.get("model", "")
    if path.endswith("/chat/completions"):
        base = {"id": "c", "object": "chat.completion.chunk", "created": 0, "model": model}
        delta = {"index": 0, "delta": {"role": "assistant", "content": WORD}, "finish_reason": None}
        chunk = _sse({**base, "choices": [delta], "usage": None})
        last = []
        if body.get("stream_options", {}).get("include_usage"):
            last = [_sse({**base, "choices": [], "usage": _openai_usage(usage)})]
        return [chunk] * 5 + last + [b"data: [DONE]\n\n"]
    if path.endswith("/responses"):
        begun = {"type": "response.created", "sequence_number": 0,
                 "response": _response(model, {}, "in_progress")}  # fmt: skip
        delta = {"type": "response.output_text.delta", "sequence_number": 1, "item_id": "i",
                 "output_index": 0, "content_index": 0, "delta": WORD, "logprobs": []}  # fmt: skip
        done = {"type": "response.completed", "sequence_number": 2,
                "response": _response(model, usage, "completed")}  # fmt: skip
        return [_sse(it, it["type"]) for it in (begun, delta, delta, done)]
    if path.endswith("/messages"):
        told = {"input_tokens": usage.get("read"), "output_tokens": 1}
        message = whole_of(path, body, usage) | {"content": [], "stop_reason": None, "usage": told}
        events = [
            {"type": "message_start", "message": message},
            {"type": "content_block_start", "index": 0,
             "content_block": {"type": "text", "text": ""}},
            {"type": "content_block_delta", "index": 0,
             "delta": {"type": "text_delta", "text": WORD}},
            {"type": "content_block_stop", "index": 0},
            {"type": "message_delta", "delta": {"stop_reason": "end_turn", "stop_sequence": None},
             "usage": {"output_tokens": usage.get("written")}},
            {"type": "message_stop"},
        ]  # fmt: skip
        return [_sse(it, it["type"]) for it in events]
    half = {**usage, "written": usage.get("written", 0) // 2} if usage else {}
    events = [_gemini(half, None), _gemini(usage, "STOP")]
    return [re.sub(rb"\n", b"\r\n", _sse(it)) for it in events]
