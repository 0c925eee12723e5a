"""Runs the tutorial in a user's kernel; lets tests read what it showed and what it holds."""

import json
import os
import re
import tempfile
from contextlib import ExitStack
from pathlib import Path

import nbformat
from nbclient import NotebookClient

HERE = Path(__file__).resolve().parent
FILE = HERE.parents[2] / "notebooks" / "Recursive_Language_Models_Tutorial.ipynb"
# Nothing of the machine that runs the tests may decide which provider the notebook finds.
LLM_VARIABLES = re.compile(r"^(RLM_|.*_API_KEY$|.*_BASE_URL$|VLLM_|.*_PROXY$)", re.IGNORECASE)


def read() -> nbformat.NotebookNode:
    return nbformat.read(FILE, as_version=4)


def tag(cell: nbformat.NotebookNode) -> str:
    return next(iter(cell.metadata.get("tags", [])), "")


def solutions(book: nbformat.NotebookNode) -> dict[str, str]:
    """Exercise tag to the code that its solution, a folded Markdown cell, shows."""
    found = {}
    for cell in book.cells:
        if tag(cell).startswith("solution-"):
            code = re.search(r"```python\n(.*?)```", cell.source, re.DOTALL)[1]
            found[tag(cell).replace("solution", "exercise")] = code
    return found


class Run:
    """The notebook, executed top to bottom in a kernel with the given variables, which stays."""

    def __init__(self, variables: dict[str, str], last: str = "", first: str = ""):
        """last: tag of the cell to stop after; without it all run, whatever happens.
        first: code to run before all cells."""
        self._open = ExitStack()
        folder = self._open.enter_context(tempfile.TemporaryDirectory(prefix="tutorial-"))
        self._book = read()
        self._client = NotebookClient(
            self._book, timeout=120, allow_errors=True, resources={"metadata": {"path": folder}}
        )
        kernel = self._client.create_kernel_manager()
        kernel.transport, kernel.ip = "ipc", f"{folder}/kernel"  # with TCP it warns in each test
        environment = {k: v for k, v in os.environ.items() if not LLM_VARIABLES.match(k)}
        self._open.enter_context(self._client.setup_kernel(env=environment | variables))
        if first:
            self._execute(first)
        for index, cell in enumerate(self._book.cells):
            self._client.execute_cell(cell, index)
            if last and tag(cell) == last:
                break

    def _cell(self, name: str) -> nbformat.NotebookNode:
        return next(cell for cell in self._book.cells if tag(cell) == name)

    def source(self, name: str) -> str:
        return self._cell(name).source

    def shown(self, name: str) -> str:
        """The text that the cell of this tag printed or displayed."""
        return _text(self._cell(name))

    def sections(self) -> dict[str, list[str]]:
        """Heading to the tags of the code cells below it."""
        found = {}
        for cell in self._book.cells:
            if heading := re.match(r"## (\d+\. .*)", cell.source):
                found[heading[1]] = []
            elif cell.cell_type == "code" and found:
                next(reversed(found.values())).append(tag(cell))
        return found

    def images(self, name: str) -> int:
        return sum("image/png" in output.get("data", {}) for output in self._cell(name).outputs)

    def again(self, name: str, source: str = "") -> str:
        """Runs the cell of this tag once more, perhaps with what a user wrote into it."""
        return self._execute(source or self.source(name))

    def errors(self) -> dict[str, str]:
        """Tag to the exception of each cell that ended with one."""
        return {
            tag(cell): f"{output.ename}: {output.evalue}"
            for cell in self._book.cells
            for output in cell.get("outputs", [])
            if output.output_type == "error"
        }

    def everything_shown(self) -> str:
        return "\n".join(_text(cell) for cell in self._book.cells)

    def value(self, expression: str) -> object:
        """What a Python expression gives in the kernel, after the last cell."""
        return json.loads(self._execute(f"import json\nprint(json.dumps({expression}))"))

    def _execute(self, source: str) -> str:
        cell = nbformat.v4.new_code_cell(source)
        cells = self._book.cells
        cells.append(cell)
        try:
            self._client.execute_cell(cell, len(cells) - 1)
        finally:
            cells.pop()
        return _text(cell)

    def close(self) -> None:
        """Ends the kernel."""
        self._open.close()


def _text(cell: nbformat.NotebookNode) -> str:
    texts = []
    for output in cell.get("outputs", []):
        texts.append(output.get("text") or output.get("data", {}).get("text/plain", ""))
        texts += output.get("traceback", [])
    return "".join(texts)
