"""Scenes: what the scripted model says, written as Markdown files that read like the dialogue.

A file holds one or more scenes. A scene begins with a line that says when it plays,

    root: REGEX      a root RLM whose question (root_prompt) matches
    child: REGEX     a child RLM that has seen a match in its REPL output
    prompt: REGEX    a plain call (llm_query) whose prompt matches

followed by its lines: `## turn N`, the N-th reply of an RLM; `## reply`, that of a plain call;
`## summary`, when history is compacted; `## final`, when turns have run out. `$1` stands for the
first group of the match, and `$count(REGEX)` for the number of its matches in what was asked.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from rlm_rehearsal.dialects import Chat

_WHEN = re.compile(r"^(root|child|prompt): (.+)$", re.MULTILINE)
_PART = re.compile(r"^## (turn \d+|reply|summary|final)\n", re.MULTILINE)
_COUNT = re.compile(r"\$count\((.+)\)")
_TURN = re.compile(r"Turn (\d+)/\d+:")

# Any RLM that has no scene (yet: a child's context is unseen before its first turn) looks first.
_LOOK = """I look at the context first.
```repl
print(type(context).__name__)
print(context[:3000])
```"""
NO_SCENE = (
    "no scene for this: a script plays the model, and knows the tutorial's own questions only"
)
_LOST = f'```repl\nanswer["content"] = "{NO_SCENE}"\nanswer["ready"] = True\n```'


@dataclass(frozen=True)
class Cue:
    """Who speaks (root, child, prompt), which part is due, and the text that decides the scene."""

    who: str
    part: str
    text: str


@dataclass(frozen=True)
class Scene:
    """Its lines, and when they are due."""

    who: str
    when: re.Pattern[str]
    parts: dict[str, str]


class Scenes:
    """All scenes of a folder. The first one that matches and has the part that is due plays."""

    def __init__(self, folder: Path) -> None:
        self._scenes = [
            scene
            for file in sorted(folder.glob("*.md"))
            for scene in _parse(file.read_text(encoding="utf-8"))
        ]
        if not self._scenes:
            raise FileNotFoundError(f"no scenes in {folder}")

    def say(self, cue: Cue) -> str:
        """The line that is due, or NO_SCENE in the form that is."""
        for scene in self._scenes:
            match = scene.when.search(cue.text) if scene.who == cue.who else None
            if match and cue.part in scene.parts:
                return _fill(scene.parts[cue.part], match)
        if cue.part == "turn 1":
            return _LOOK
        return _LOST if cue.part.startswith("turn") else NO_SCENE


def cue(chat: Chat) -> Cue:
    """Tells from its messages alone what kind of request rlm 0.1.3 makes."""
    messages, last = chat.messages, chat.messages[-1]
    if not (messages[0]["role"] == "system" and "(RLM)" in messages[0]["content"]):
        return Cue("prompt", "reply", last["content"])
    question = messages[1]["content"]
    if question.startswith("Answer the following:"):
        who, text = "root", question
    else:
        who, text = "child", "\n".join(m["content"] for m in messages[1:] if m["role"] == "user")
    if last["content"].startswith("Summarize your progress so far"):
        return Cue(who, "summary", text)
    if last["role"] == "assistant" and "Please provide a final answer" in last["content"]:
        return Cue(who, "final", text)
    turn = _TURN.search(last["content"])
    return Cue(who, f"turn {turn[1] if turn else 1}", text)


def _fill(text: str, match: re.Match[str]) -> str:
    text = _COUNT.sub(lambda count: str(len(re.findall(count[1], match.string))), text)
    return re.sub(r"\$(\d)", lambda group: match[int(group[1])], text)


def _parse(text: str) -> list[Scene]:
    starts = list(_WHEN.finditer(text))
    ends = [start.start() for start in starts[1:]] + [len(text)]
    scenes = []
    for start, end in zip(starts, ends, strict=True):
        _, *parts = _PART.split(text[start.end() : end])
        spoken = {name: body.strip() for name, body in zip(parts[::2], parts[1::2], strict=True)}
        scenes.append(Scene(start[1], re.compile(start[2], re.DOTALL), spoken))
    return scenes
