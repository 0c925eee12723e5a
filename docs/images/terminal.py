"""A terminal of our own: runs a command in it, and shows as HTML what a person would have seen."""

import html
import os
import pty
import re
from itertools import groupby
from operator import itemgetter
from pathlib import Path

CONTROL = re.compile(r"\x1b\[([0-9;?]*)([A-Za-z])|\r|\n|[^\x1b\r\n]+")
COLOURS = {"31": "#f38ba8", "32": "#a6e3a1", "33": "#f9e2af", "36": "#89dceb"}
PAGE = """<meta charset="utf-8"><style>
body {{ margin: 0; background: #1e1e2e }}
pre {{ display: inline-block; margin: 0; padding: 14px 18px; min-width: 720px; box-sizing: border-box;
      background: #1e1e2e; color: #cdd6f4; font: 13px/17px "DejaVu Sans Mono", monospace }}
</style><pre>{}</pre>"""


def run(
    command: list[str], folder: Path, environment: dict[str, str], answer: str
) -> tuple[int, str]:
    """Runs a command and types the answer to its question. Returns exit code and output."""
    pid, fd = pty.fork()
    if pid == 0:
        os.chdir(folder)
        os.execvpe(command[0], command, environment | {"COLUMNS": "100"})
    printed = b""
    while True:
        try:
            data = os.read(fd, 65536)
        except OSError:  # Linux says so when the other side has closed
            data = b""
        if not data:
            break
        printed += data
        if answer and b'Only "yes" counts: ' in printed:
            os.write(fd, answer.encode() + b"\n")
            answer = ""
    os.close(fd)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), printed.decode()


def lines(printed: str) -> list[str]:
    """The screen's lines as HTML, after all that was written over."""
    screen: list[list[tuple[str, str]]] = [[]]  # (style, character)
    column, style = 0, ""
    for match in CONTROL.finditer(printed):
        code, final = match.groups()
        if final == "m":
            style = _style(style, code)
        elif final == "K":
            screen[-1].clear()
        elif final:
            continue
        elif match[0] == "\r":
            column = 0
        elif match[0] == "\n":
            screen.append([])
            column = 0
        else:
            end = column + len(match[0])
            screen[-1][column:end] = [(style, character) for character in match[0]]
            column = end
    return [_line(line) for line in screen]


def _line(cells: list[tuple[str, str]]) -> str:
    runs = [(style, "".join(c for _, c in run)) for style, run in groupby(cells, itemgetter(0))]
    return "".join(
        f'<span style="{style}">{html.escape(text)}</span>' if style else html.escape(text)
        for style, text in runs
    )


def _style(style: str, code: str) -> str:
    if code in COLOURS:
        return f"{style}color:{COLOURS[code]};"
    return {"1": style + "font-weight:bold;", "2": style + "opacity:.6;"}.get(code, "")


def page(shown: list[str]) -> str:
    return PAGE.format("\n".join(shown).strip("\n"))
