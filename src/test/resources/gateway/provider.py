"""An OpenAI-compatible provider on port 9555 of this machine, which answers each call in the same way.

It knows the class's keys by their SHA-256 only, so that a search for the keys on this machine does not find it.
A stream stops in its middle until another call has been answered: only who gets its first half can go on.
"""

import hashlib
import http.server
import json
import sys
import threading

KEYS = sys.argv[1:]
USAGE = {"prompt_tokens": 1000, "completion_tokens": 1000, "total_tokens": 2000}
answered = threading.Event()


class Provider(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        if self.key_number():
            self.answer(200, {"object": "list", "data": []})

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        key = self.key_number()
        if not key:
            return
        about = {"id": "1", "created": 0, "model": body["model"]}
        if body.get("stream"):
            self.stream(about | {"object": "chat.completion.chunk"})
        else:
            message = {"role": "assistant", "content": f"forty-two, by key {key}"}
            choice = {"index": 0, "message": message, "finish_reason": "stop"}
            self.answer(
                200, about | {"object": "chat.completion", "choices": [choice], "usage": USAGE}
            )
            answered.set()

    def key_number(self):
        """Which of the keys the call has, from 1; 0 if none, and then the call is refused."""
        key = self.headers.get("Authorization", "").removeprefix("Bearer ")
        digest = hashlib.sha256(key.encode()).hexdigest()
        if digest in KEYS:
            return KEYS.index(digest) + 1
        self.answer(401, {"error": {"message": "no such key"}})
        return 0

    def stream(self, about):
        answered.clear()
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        self.event(
            about | {"choices": [{"index": 0, "delta": {"role": "assistant", "content": "forty"}}]}
        )
        second = "-two" if answered.wait(60) else ": nobody has read this"
        self.event(
            about
            | {"choices": [{"index": 0, "delta": {"content": second}, "finish_reason": "stop"}]}
        )
        self.event(about | {"choices": [], "usage": USAGE})
        self.wfile.write(b"data: [DONE]\n\n")

    def event(self, chunk):
        self.wfile.write(b"data: " + json.dumps(chunk).encode() + b"\n\n")
        self.wfile.flush()

    def answer(self, status, document):
        text = json.dumps(document).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)


http.server.ThreadingHTTPServer(("0.0.0.0", 9555), Provider).serve_forever()
