"""A language server as an editor uses it: JSON-RPC over the pipes of a process."""

import json
import subprocess
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

PATIENCE = 60  # seconds for an answer; the server needs milliseconds, a busy machine more


class LanguageServer:
    """Runs the server for documents of a folder, without its catalogue of schemas on the internet."""

    def __init__(self, command: list[str], folder: Path) -> None:
        self._folder = folder
        self._process = subprocess.Popen(
            command, cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        self._settings = {
            "yaml": {
                "schemaStore": {"enable": False},
                "validate": True,
                "completion": True,
                "hover": True,
            }
        }
        self._changed = threading.Condition()
        self._writing = threading.Lock()
        self._answers: dict[int, Mapping[str, Any]] = {}
        self._problems: dict[str, list[dict[str, Any]]] = {}
        self._requests = 0
        self._opened = 0
        self._configured = False
        self._ended = False
        threading.Thread(target=self._listen, daemon=True).start()

    def __enter__(self) -> Self:
        root = self._folder.as_uri()
        self.ask(
            "initialize",
            processId=None,
            rootUri=root,
            workspaceFolders=[{"uri": root, "name": "rlmprov"}],
            capabilities={
                "workspace": {"configuration": True},
                "textDocument": {
                    "completion": {"completionItem": {"documentationFormat": ["markdown"]}},
                    "publishDiagnostics": {},
                },
            },
        )
        self._send(method="initialized", params={})
        with self._changed:
            self._wait(lambda: self._configured, "asking for the settings")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()

    def open(self, text: str) -> "Document":
        """Opens a file of the folder that only the editor has."""
        # A name of its own: the server remembers what it has parsed under a name.
        self._opened += 1
        uri = (self._folder / f"hub-{self._opened}.yaml").as_uri()
        document = {"uri": uri, "languageId": "yaml", "version": 1, "text": text}
        self._send(method="textDocument/didOpen", params={"textDocument": document})
        return Document(self, uri, text)

    def problems(self, uri: str) -> list[dict[str, Any]]:
        """Waits for what the server finds wrong with a document that was just opened."""
        with self._changed:
            self._wait(lambda: uri in self._problems, f"problems of {uri}")
            return self._problems[uri]

    def ask(self, method: str, **params: Any) -> Any:
        """Sends a request and returns the result of its answer."""
        self._requests += 1
        number = self._requests
        self._send(id=number, method=method, params=params)
        with self._changed:
            self._wait(lambda: number in self._answers, method)
            answer = self._answers.pop(number)
        if "error" in answer:
            raise AssertionError(f"{method}: {answer['error']}")
        return answer["result"]

    def _wait(self, ready: Callable[[], bool], what: str) -> None:
        if not self._changed.wait_for(lambda: ready() or self._ended, PATIENCE):
            raise AssertionError(f"the language server does not answer: {what}")
        if not ready():
            raise AssertionError(f"the language server has ended: {what}")

    def _send(self, **message: Any) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self._process.stdin is not None
        with self._writing:
            self._process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
            self._process.stdin.flush()

    def _listen(self) -> None:
        while message := self._receive():
            self._take(message)
        with self._changed:
            self._ended = True
            self._changed.notify_all()

    def _receive(self) -> dict[str, Any] | None:
        """Returns the next message, or nothing when the server has closed its output."""
        assert self._process.stdout is not None
        length = 0
        while line := self._process.stdout.readline():
            if not line.strip():
                message: dict[str, Any] = json.loads(self._process.stdout.read(length))
                return message
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        return None

    def _take(self, message: dict[str, Any]) -> None:
        method = message.get("method")
        if method == "textDocument/publishDiagnostics":
            with self._changed:
                self._problems[message["params"]["uri"]] = message["params"]["diagnostics"]
                self._changed.notify_all()
        elif method is None:
            with self._changed:
                self._answers[message["id"]] = message
                self._changed.notify_all()
        elif method == "workspace/configuration":
            items = message["params"]["items"]
            self._send(id=message["id"], result=[self._settings.get(it["section"]) for it in items])
            with self._changed:
                self._configured = True
                self._changed.notify_all()
        elif "id" in message:
            self._send(id=message["id"], result=None)


class Document:
    """An open document."""

    def __init__(self, server: LanguageServer, uri: str, text: str) -> None:
        self._server = server
        self._uri = uri
        self._text = text

    def problems(self) -> list[str]:
        """Returns the messages that the editor shows in this document."""
        return [problem["message"] for problem in self._server.problems(self._uri)]

    def completions(self, after: str) -> dict[str, str]:
        """Returns the words that the server offers behind this text, with what it says about each."""
        items = self._server.ask("textDocument/completion", **self._place(after))["items"]
        return {item["label"]: str(item.get("documentation") or "") for item in items}

    def hover(self, word: str) -> str:
        """Returns what the server shows of the word that this text ends with."""
        shown = self._server.ask("textDocument/hover", **self._place(word, back=1))
        return str(shown["contents"]["value"]) if shown else ""

    def _place(self, after: str, back: int = 0) -> dict[str, Any]:
        before = self._text[: self._text.index(after) + len(after) - back]
        position = {
            "line": before.count("\n"),
            "character": len(before) - before.rfind("\n") - 1,
        }
        return {"textDocument": {"uri": self._uri}, "position": position}
