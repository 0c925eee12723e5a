# %% [markdown]
# # Recursive Language Models: a hands-on tutorial
#
# A language model reads its whole prompt at once. The longer the prompt, the more it costs and the
# more the model overlooks. A **Recursive Language Model** (RLM) turns this round: the long text
# stays outside, as a variable in a Python REPL, and the model writes code to look at it, to cut it
# up, and to call *other models* (even other RLMs) on the pieces.
#
# The idea is from Zhang, Kraska and Khattab, [*Recursive Language
# Models*](https://arxiv.org/abs/2512.24601) (2025). We use their library,
# [`rlms`](https://github.com/alexzhang13/rlm) **0.1.3**, which is imported as `rlm`.
#
# | | Section | You will be able to |
# |---|---|---|
# | 1 | Setup | say which provider and model answer you |
# | 2 | What is an RLM? | play the model's part by hand |
# | 3 | First completion | ask a question about a text that the model never reads whole |
# | 4 | The loop | read a trajectory, and know what a failed turn loses |
# | 5 | Recursive sub-calls | let a model start other RLMs |
# | 6 | Batched queries | run sub-calls side by side, and know when not to |
# | 7 | Context compaction | keep long conversations inside the window |
# | 8 | Custom tools | give the model your own functions and data |
# | 9 | Logging | measure, plot and limit a run |
# | 10 | Exercises | prove it: six tasks that check themselves |
# | 11 | When is it worth it? | compare a plain call, an RLM and cheap sub-calls: accuracy, dollars |
# | 12 | Going on with a run | ask again about what a run has found |
#
# Run the cells from top to bottom (`Shift`+`Enter`), or any section after section 1. Each run takes seconds to about a minute,
# depending on your model, and says what it cost in calls and tokens. Boxes called **Try** are the
# point of the exercise: change something, predict, run again.

# %% [markdown]
# ## 1. Setup
#
# **You will learn** which provider and model answer you, what a call costs, and what to do after a
# break.
#
# Keys come from the environment, so that they never stand in a notebook. `RLM_MODEL` chooses the
# model. If several keys are set, the first in `PROVIDERS` wins, unless `RLM_PROVIDER` names
# another. Without any key, and with `RLM_PROVIDER=rehearsal`, a *script* plays the model: good
# enough to learn the loop or to rehearse a lesson, and marked wherever it speaks.
#
# <div class="alert alert-block alert-info"><b>After a break</b> (a kernel that was restarted, or
# ended because it was idle) all variables are gone. Every section needs this section 1, and no
# other: select the cell where you want to go on, and choose <b>Run &gt; Run All Above Selected
# Cell</b>, or run section 1 alone and go on.</div>

# %% tags=["setup"]
import ast
import asyncio
import dis
import functools
import json
import os
import random
import re
import time
from datetime import datetime, timedelta
from pathlib import Path
from textwrap import indent, shorten
from types import CodeType, SimpleNamespace

import matplotlib.pyplot as plt
import requests
import rlm
from rlm import RLM
from rlm.clients import get_client
from rlm.core.lm_handler import LMHandler
from rlm.environments.base_env import RESERVED_TOOL_NAMES
from rlm.environments.local_repl import LocalREPL
from rlm.logger import RLMLogger
from rlm.utils.parsing import format_execution_result
from rlm.utils.token_utils import get_context_limit

PROVIDERS = {  # backend: (variable that holds the key, model if RLM_MODEL is not set)
    "openai": ("OPENAI_API_KEY", "gpt-5-nano"),
    "anthropic": ("ANTHROPIC_API_KEY", "claude-haiku-4-5"),
    "portkey": ("PORTKEY_API_KEY", "@openai/gpt-5-nano"),
    "openrouter": ("OPENROUTER_API_KEY", "google/gemini-3-flash-preview"),
    "gemini": ("GEMINI_API_KEY", "gemini-2.5-flash"),
    "vllm": ("VLLM_BASE_URL", ""),  # VLLM_API_KEY if it wants one; its model is what it serves
}
PATIENCE = 8  # a class shares a provider's rate limit: so often a call waits and asks again


class Secret(str):
    """A key that does not show itself when printed as part of something else."""

    def __repr__(self):
        return "'(hidden)'"


def find_provider(env):
    """What RLM(...) needs to reach the first provider whose key is set, or None."""
    for backend, (variable, model) in PROVIDERS.items():
        value = env.get(variable, "").strip()
        if not value or (env.get("RLM_PROVIDER") or backend) != backend:
            continue
        options = {"model_name": env.get("RLM_MODEL") or model, "api_key": Secret(value)}
        if backend == "vllm":  # needs an address, and some key even if the server asks for none
            options |= {"base_url": value, "api_key": Secret(env.get("VLLM_API_KEY") or "EMPTY")}
            options["model_name"] = options["model_name"] or served_model(options)
        elif backend == "anthropic":
            options["max_tokens"] = 8192  # of a reply: older models refuse what rlms asks for
        if backend in ("openai", "openrouter", "vllm"):
            options["max_retries"] = PATIENCE
        if backend in ("portkey", "openrouter") and env.get(f"{backend.upper()}_BASE_URL"):
            options["base_url"] = env[f"{backend.upper()}_BASE_URL"]  # a gateway of your own
        return {"backend": backend, "backend_kwargs": options}
    return None


def served_model(options):
    """The first model that a vLLM server offers."""
    try:
        headers = {"Authorization": f"Bearer {options['api_key']}"}
        url = f"{options['base_url'].rstrip('/')}/models"
        return requests.get(url, headers=headers, timeout=10).json()["data"][0]["id"]
    except (requests.RequestException, LookupError, ValueError) as problem:
        print(f"The vLLM server does not list its models ({problem}). Set RLM_MODEL.")
        return "unknown"


def budget(env):
    """What the class's gateway says of your spending, or why you have no key; "" without one."""
    if not env.get("RLMPROV_LLM_URL"):
        return env.get("RLMPROV_LLM_PROBLEM", "")
    headers = {"Authorization": f"Bearer {env.get('RLMPROV_LLM_KEY', '')}"}
    try:
        url = f"{env['RLMPROV_LLM_URL']}/me"
        return requests.get(url, headers=headers, timeout=10).json()["line"]
    except (requests.RequestException, LookupError, ValueError):
        return "the class's gateway does not answer"


def rehearsal():
    """The scripted model of the hub's image, in a process beside this kernel; else None."""
    try:
        import rlm_rehearsal
    except ImportError:
        return None
    options = {"model_name": rlm_rehearsal.MODEL, "api_key": "none"}
    return {"backend": "openai", "backend_kwargs": options | {"base_url": rlm_rehearsal.start()}}


class SkipWithoutModel(ast.NodeTransformer):
    """Lets cells that need a model say so, while there is none, instead of failing: Jupyter would
    not run those after them. Other cells, and errors that are your own, stay as they are."""

    def __init__(self):
        self.missing = {"LLM"}  # and what skipped cells would have made

    def visit_Module(self, cell):
        stored = (n for n in ast.walk(cell) if isinstance(n, ast.Name))
        made = {name.id for name in stored if isinstance(name.ctx, ast.Store)}
        lost = self.missing - set(get_ipython().user_ns) - made
        code = compile(cell, "cell", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
        if not lost & self.names_read_by(code):
            return cell
        self.missing |= made
        return ast.parse("print('This cell needs a model: section 1 says how to set a key.')")

    def names_read_by(self, code):
        """The global names that compiled code reads, and the functions in it."""
        steps = dis.get_instructions(code)
        names = {s.argval for s in steps if s.opname in ("LOAD_NAME", "LOAD_GLOBAL")}
        parts = (part for part in code.co_consts if isinstance(part, CodeType))
        return names.union(*map(self.names_read_by, parts))


HOW_TO_SET_A_KEY = f"""For a real model, one of {", ".join(key for key, _ in PROVIDERS.values())}:
  - your hub's operator puts it under `keys:` in hub.yaml; then stop and start your server
  - for yourself alone: import getpass; os.environ["OPENAI_API_KEY"] = getpass.getpass("Key: ")
  - an own vLLM server: os.environ["VLLM_BASE_URL"] = "http://host:8000/v1"
Then run this cell again."""

asked_for = os.environ.get("RLM_PROVIDER", "")
found = None if asked_for == "rehearsal" else find_provider(os.environ)
if not found and asked_for not in ("", "rehearsal"):
    print(f"RLM_PROVIDER asks for {asked_for!r}, which has no key here: others are not used.")
REHEARSAL = not found
LLM = found or rehearsal()

guards = get_ipython().ast_transformers
guards[:] = [guard for guard in guards if type(guard).__name__ != "SkipWithoutModel"]
if found:
    backend, model = LLM["backend"], LLM["backend_kwargs"]["model_name"]
    print(f"Found {PROVIDERS[backend][0]}: we use {backend} with the model {model}.")
    if line := budget(os.environ):
        print(f"Your calls: {line}.")
elif LLM:
    print(
        "REHEARSAL. A script plays the model: what it says was written beforehand. It shows how an"
    )
    print(
        "RLM works, and proves nothing about models. It knows the questions of this tutorial only."
    )
    print(HOW_TO_SET_A_KEY)
    if line := budget(os.environ):
        print(f"Your server started without a key: {line}. Stop it and start it again.")
else:
    del LLM
    guards.append(SkipWithoutModel())
    print("No key found: cells that need a model are skipped.")
    print(HOW_TO_SET_A_KEY)

# %% [markdown]
# `LLM` now holds the two arguments that every RLM here gets: `RLM(**LLM, ...)`.
#
# Before the first run, two habits of `rlms` 0.1.3 are mended here, in a cell that you may leave
# folded:
#
# - **A failed sub-call is a text** that begins with `Error:`. A model that counts or joins replies
#   takes `Error: 429 ...` for data. Here it is an exception that the model sees.
# - **The ■ button** ends a run, but a child RLM (section 5) that is ended so is such a text, too, and its
#   parent goes on and spends. Here it ends the parent as well.
#
# And some providers' clients give up at once when they are told to wait (429). Here they try
# again, as `max_retries` has OpenAI's do.


# %% jupyter={"source_hidden": true} tags=["habits"]
def loudly(query):
    """Raises what llm_query and its kin return as a text."""

    @functools.wraps(query)
    def ask(repl, prompts, model=None):
        if query.__name__ == "_rlm_query_batched" and one_at_a_time(repl):
            return [repl._rlm_query(prompt, model) for prompt in prompts]  # so ■ reaches each
        replies = query(repl, prompts, model)
        every = [replies] if isinstance(replies, str) else replies
        failed = [reply for reply in every if reply.startswith("Error:")]
        if any("cancelled by user" in reply for reply in failed):
            raise KeyboardInterrupt
        if failed:
            raise RuntimeError(f"{len(failed)} of {len(every)} sub-calls failed. {failed[0][:300]}")
        return replies

    return ask


def one_at_a_time(repl):
    return repl.subcall_fn and repl.max_concurrent_subcalls == 1


def wait_before(attempt, problem):
    """The seconds to wait before another try; raises the problem if another try is no use."""
    status = getattr(problem, "status_code", None) or getattr(problem, "code", None)
    if status not in (429, 503, 529) or attempt == PATIENCE:
        raise problem
    return random.uniform(0.5, 1) * min(2**attempt, 60)


def patiently(call):
    """A client's completion(), or acompletion(), that waits and asks again."""

    @functools.wraps(call)
    def completion(*args, **kwargs):
        attempt = 0
        while True:
            try:
                return call(*args, **kwargs)
            except Exception as problem:
                time.sleep(wait_before(attempt, problem))
            attempt += 1

    @functools.wraps(call)
    async def acompletion(*args, **kwargs):
        attempt = 0
        while True:
            try:
                return await call(*args, **kwargs)
            except Exception as problem:
                await asyncio.sleep(wait_before(attempt, problem))
            attempt += 1

    return acompletion if asyncio.iscoroutinefunction(call) else completion


def mend(owner, names, wrapper):
    for name in names:
        if not hasattr(getattr(owner, name), "__wrapped__"):  # not twice
            setattr(owner, name, wrapper(getattr(owner, name)))


queries = ["_llm_query", "_llm_query_batched", "_rlm_query", "_rlm_query_batched"]
mend(LocalREPL, queries, loudly)
if found and "max_retries" not in found["backend_kwargs"]:
    mend(type(get_client(**found)), ["completion", "acompletion"], patiently)

# %% [markdown]
# Every run below ends with `show(...)`: the answer, whether it is right (we ask questions whose
# answer Python knows too), and the bill. OpenRouter reports dollars. For the others the bill is an
# estimate from `PRICES`: put in those of your model if it lacks them.

# %% tags=["helpers"]
PRICES = {  # model: USD per million tokens in and out. As of November 2026; yours may differ
    "gpt-5-nano": (0.05, 0.40),
    "gpt-5-mini": (0.25, 2.00),
    "claude-haiku-4-5": (1.00, 5.00),
    "claude-sonnet-4-5": (3.00, 15.00),
    "gemini-2.5-flash": (0.30, 2.50),
    "gemini-2.5-pro": (1.25, 10.00),
    "scripted-model": (0.05, 0.40),  # a rehearsal spends nothing, and shows a bill as gpt-5-nano's
    "scripted-big": (0.25, 2.00),
}

bill = {"calls": 0, "tokens in": 0, "tokens out": 0, "USD": 0.0}


def cost(usage):
    """[calls, tokens in, tokens out, USD] of a usage summary. USD is nan if a price is unknown."""
    total = [0, 0, 0, 0.0]
    for name, used in usage["model_usage_summaries"].items():
        tokens = used.get("total_input_tokens", 0), used.get("total_output_tokens", 0)
        prices = PRICES.get(name.removeprefix("@openai/"), (float("nan"), float("nan")))
        usd = used.get("total_cost") or sum(map(lambda n, price: n * price / 1e6, tokens, prices))
        total = [a + b for a, b in zip(total, (used["total_calls"], *tokens, usd), strict=True)]
    return total


def children(run):
    """The child RLMs that a logged run started, in order. Plain llm_query calls are left out."""
    for turn in (run.get("metadata") or {}).get("iterations", []):
        for block in turn["code_blocks"]:
            yield from (call for call in block["result"]["rlm_calls"] if "metadata" in call)


def spent(run):
    """The same as cost(), of a run and all RLMs below it."""
    below = map(spent, children(run))
    return [sum(parts) for parts in zip(cost(run["usage_summary"]), *below, strict=True)]


def pay(calls, tokens_in, tokens_out, usd):
    """Adds to the bill and prints what was added."""
    for name, amount in zip(bill, (calls, tokens_in, tokens_out, usd), strict=True):
        bill[name] += amount
    dollars = f"${usd:.{4 if usd >= 0.01 else 6}f}"
    if usd != usd:
        dollars = "no dollars: PRICES lacks the model"
    print(f"Cost:    {calls} calls, {tokens_in:,} tokens in, {tokens_out:,} out, {dollars}")


def show(run, *expected):
    """Prints the answer, whether it contains what is expected, and the cost; adds to the bill."""
    print(f"{'Script:' if REHEARSAL else 'Answer:'}  {run.response}")
    for part in map(str, expected):
        sign = "✔ has" if re.search(rf"\b{re.escape(part)}\b", run.response) else "✘ lacks"
        print(f"         {sign} the right value {part}")
    pay(*spent(run.to_dict()))
    print(f"Time:    {run.execution_time:.1f} s")


def play(repl, code):
    """Runs one turn's code in a REPL and prints what the model would see of it."""
    result = repl.execute_code(code)
    print(re.sub(r"\n+", "\n", format_execution_result(result).strip()), end="\n\n")
    if result.final_answer is not None:
        print("The run ends. Response:", result.final_answer)
    return result


def show_turns(run, width=600):
    """Prints the trajectory: what the model said, ran and saw, turn by turn."""
    for number, turn in enumerate(run.metadata["iterations"], start=1):
        said = re.sub(r"```repl.*?```", "", turn["response"], flags=re.DOTALL)
        print(f"── turn {number}, {turn['iteration_time']:.1f} s: {shorten(said, 200)}")
        for block in turn["code_blocks"]:
            print(indent(block["code"], "   in  │ "))
            seen = (block["result"]["stdout"] + block["result"]["stderr"]).strip()[:width]
            print(indent(seen, "   out │ ", lambda line: True), end="\n" if seen else "")
        if turn["final_answer"] is not None:
            print(f"   answer: {turn['final_answer']}")


def show_tree(run, name="root", depth=0):
    """Prints a run and its children, with the turns and calls that each of them made itself."""
    turns = len(run["metadata"]["iterations"])
    calls = sum(m["total_calls"] for m in run["usage_summary"]["model_usage_summaries"].values())
    print(f"{'   ' * depth}{name}: {turns} turns, {calls} calls -> {shorten(run['response'], 60)}")
    for number, child in enumerate(children(run), start=1):
        show_tree(child, f"child {number}", depth + 1)


# %% [markdown]
# Is the key good? One call of a few tokens tells.


# %% tags=["connection"]
def try_connection(llm):
    started = time.perf_counter()
    try:
        client = get_client(**llm)
        reply = client.completion("Reply with the single word: ready")
    except Exception as problem:  # each provider has exceptions of its own
        print(f"{llm['backend']} did not answer. {type(problem).__name__}: {str(problem)[:300]}")
        print("401, 403: is the key right? 404: is RLM_MODEL a model there? 429: wait a minute.")
    else:
        seconds = time.perf_counter() - started
        speaker = "The script" if REHEARSAL else llm["backend"]
        print(f"{speaker} says {reply.strip()!r} after {seconds:.1f} s.")
        pay(*cost(client.get_usage_summary().to_dict()))


try_connection(LLM)

# %% [markdown]
# Last, what several sections ask about: the log of a small observatory, 1,500 lines long; three
# reports of telescope stations; and a keeper's diary. Python computes the truth, to compare with
# later.


# %% jupyter={"source_hidden": true} tags=["data"]
def observatory_log(lines=1500):
    """One event per line. A meteor has a magnitude, and the lower that is, the brighter it was."""
    dice = random.Random(2512)
    log = []
    for number in range(lines):  # sixty events a night
        when = datetime(2031, 3, 1, 18) + timedelta(days=number // 60, minutes=number % 60 * 12)
        event = dice.choice(["satellite", "aircraft", "meteor", "clouds", "dew on the lens"])
        if event == "meteor":
            event += f", magnitude {dice.randrange(-40, 40) / 10}"
        if number == 1077:
            event = "meteor, magnitude -7.5"
        log.append(f"{when:%Y-%m-%d %H:%M} | camera {dice.randrange(1, 5)} | {event}")
    return "\n".join(log)


LOG = observatory_log()
METEORS = LOG.count("meteor")
BRIGHTEST = re.search(r"^(\S+) .* -7\.5$", LOG, re.MULTILINE)[1]
QUESTION = (
    "How many meteors does this log record, and on which date (YYYY-MM-DD) was the brightest one, "
    "that is the one with the lowest magnitude?"
)

STATIONS = {
    "North": "Station North. Telescope A tracks well. B's mirror is away for coating until Friday. "
    "C had a stuck dome on Monday; it was freed on Tuesday and C has observed since. "
    "D waits for a camera that is still at customs.",
    "East": "Station East. We own four telescopes. The two small ones are lent to a school for the "
    "month. The big one and the survey telescope are in good order, although the survey "
    "telescope's heater rattles.",
    "South": "Station South. All five worked until the lightning took the mounts of two. "
    "One of these two got the spare mount and passed its tests this morning.",
}
TELESCOPES = 2 + 2 + 4
STATION_QUESTION = (
    "The context is a dict of station reports. Call rlm_query once for each station, one after the "
    "other, with the full report and this task: 'How many telescopes can observe at this station "
    "tonight? Reply with the number only.' Then answer with the total over all stations, as a number."
)

FILLER = [
    "The wind turned west and the dome creaked all night.",
    "We cleaned the finder and argued about coffee.",
    "The seeing was poor until two, then it steadied.",
    "I drew the craters again and tore the drawing up.",
    "The radio spoke of snow in the valley.",
    "Nobody came up the road today.",
]
VISITORS = {
    "fox": "Something red with a brush of a tail stole the cheese and looked back once.",
    "owl": "A hoot from the beam: two round eyes, and a head that turned all the way.",
    "hedgehog": "A ball of spines was asleep in my left boot.",
    "bat": "What hung upside down in the dome slit unfolded its skin wings and was gone.",
    "frog": "In the rain barrel something green said its own name all evening.",
    "goat": "It had horns and a beard, and it ate the star chart.",
}
dice = random.Random(7)
DIARY = []
for number, visitor in enumerate(VISITORS.values(), start=1):
    lines = dice.choices(FILLER, k=60)
    lines[dice.randrange(60)] = visitor
    DIARY.append(f"Chapter {number}. " + " ".join(lines))

REMARKS = [
    "Best night in years, the rings stood like cut glass.",
    "Third cancellation this week; I want my money back.",
    "The guide knew every crater by name!",
    "We froze for two hours and saw the inside of a cloud.",
    "My daughter now wants a telescope.",
    "Nobody answered the phone.",
    "I will bring all my friends.",
    "The toilets were locked and so was the dome.",
]

print(LOG[:180], "...", sep="\n")
print(f"{len(LOG):,} characters, about {len(LOG) // 4:,} tokens")
print(f"The truth: {METEORS} meteors, the brightest on {BRIGHTEST}")

# %% [markdown]
# > **Try.** Set another model with `os.environ["RLM_MODEL"] = "..."` in a new cell above, and run
# > this section again.

# %% [markdown]
# ## 2. What is an RLM?
#
# **You will learn** the loop, the variables in the REPL, and how a run ends. No model is called in
# this section: *you* play its part.
#
# ```text
#                      ┌───────────────────────────────────────────────┐
#  question ─────────▶ │ root model                                    │
#  "context is a str   │ sees the question, the size of the context,   │ ◀─┐
#   of 64,378 chars"   │ and what its own code printed                 │   │ printed text
#                      └───────────────┬───────────────────────────────┘   │ (at most 20,000
#                                      │ ```repl blocks                    │  characters a block)
#                                      ▼                                   │
#                      ┌───────────────────────────────────────────────┐   │
#  long text ────────▶ │ REPL: context, answer, your tools,            │ ──┘
#                      │ llm_query, rlm_query ──▶ other models         │
#                      └───────────────┬───────────────────────────────┘
#                                      │ answer["ready"] = True
#                                      ▼
#                                   response
# ```
#
# One pass of this loop is a *turn* (the library says *iteration*). The model gets, and you as its
# stand-in get:
#
# | Name in the REPL | What it is |
# |---|---|
# | `context` | the text (or list, or dict) that the question is about |
# | `llm_query(prompt)`, `llm_query_batched(prompts)` | one plain model call, or many at once |
# | `rlm_query(prompt)`, `rlm_query_batched(prompts)` | the same with a *child RLM*, which has a REPL and a loop of its own |
# | `SHOW_VARS()` | lists the variables made so far |
# | `answer` | `{"content": "", "ready": False}`: how a run ends |
#
# <div class="alert alert-block alert-info"><b>FINAL and FINAL_VAR are history.</b> The paper, many
# blog posts and <code>rlms</code> before 0.1.2 end a run with <code>FINAL(...)</code> or
# <code>FINAL_VAR(name)</code>. Since 0.1.2 (May 2026) a run ends when code in the REPL sets
# <code>answer["content"]</code> and then <code>answer["ready"] = True</code>. The old forms are
# ignored as text, and are a <code>NameError</code> as code.</div>
#
# Now be the model. `LocalREPL` is the REPL that `RLM` uses. `play` runs one turn and prints what
# the model would be shown.

# %% tags=["by-hand"]
with LocalREPL(context_payload=LOG) as repl:
    print("turn 1: look")
    play(repl, "print(type(context).__name__, len(context))\nprint(context[:120])")
    print("turn 2: count")
    play(repl, "meteors = context.count('meteor')\nprint(meteors)\nmeteors + 1  # not printed")
    print("turn 3: answer")
    by_hand = play(repl, "answer['content'] = f'{meteors} meteors'\nanswer['ready'] = True")

# %% [markdown]
# Three things to keep:
#
# - Variables live on from turn to turn, and hold what is far too long for a prompt.
# - The model sees only what is **printed**; unlike in this notebook, a bare expression on the last
#   line vanishes.
# - `answer["content"]` may be set early and bettered often. `answer["ready"] = True` ends the run.
#
# <div class="alert alert-block alert-warning"><b>The model's code runs as you.</b> The
# <code>local</code> REPL is this very process: that code can read your files and your environment,
# keys included. Your container is the fence, so put nothing into it that the model must not see,
# and ask no questions about texts by people who may mean you harm.</div>
#
# > **Try.** Put `meteors + 1` into a `print`. Set `ready` before `content`: which content is
# > returned?

# %% [markdown]
# ## 3. First completion
#
# **You will learn** to start a run, and to put the question where the model can see it.
#
# `completion(prompt, root_prompt=...)` has misleading names. **`prompt` is the long text**: it
# becomes `context`, and the root model never sees it. **`root_prompt` is the question**, which the
# root model does see. `verbose=True` shows each turn as it happens. `max_iterations` is a seat
# belt.

# %% tags=["first-completion"]
print(QUESTION)
first = RLM(**LLM, max_iterations=10, verbose=True).completion(LOG, root_prompt=QUESTION)
show(first, METEORS, BRIGHTEST)

# %% [markdown]
# Compare *tokens in* with the size of the log (printed in section 2): the root model paid for its
# instructions, about 1,500 tokens a turn, and for what it printed. The log could be a hundred times
# longer and this run would cost the same.
#
# Answers of real models vary. If yours is marked ✘, run the cell again, then read its panels: where
# did it go wrong?
#
# > **Try.** Ask something else about `LOG`, for example which camera saw the most aircraft. Then
# > leave `root_prompt` out and write the question at the top of the text instead: what does the
# > model do in its first turn?

# %% [markdown]
# ## 4. The loop
#
# **You will learn** to read a *trajectory*, and what a turn that fails takes with it.
#
# With an `RLMLogger`, `run.metadata` holds every turn: the model's reply, each code block, what it
# printed, how long it took.

# %% tags=["trajectory-run"]
logged = RLM(**LLM, max_iterations=10, logger=RLMLogger()).completion(LOG, root_prompt=QUESTION)
show(logged, METEORS, BRIGHTEST)

# %% tags=["trajectory"]
show_turns(logged)

# %% [markdown]
# And this is the conversation behind it, as the model saw it in its last turn. Message 0 is the
# system prompt of every RLM; read it once in full (`print(messages[0]["content"])`): it is where
# the model learns the rules of section 2.

# %% tags=["messages"]
messages = logged.metadata["iterations"][-1]["prompt"]
for number, message in enumerate(messages):
    role, content = message["role"], message["content"]
    print(f"{number:2} {role:9} {len(content):6,} chars  {shorten(content, 80)}")

# %% [markdown]
# <div class="alert alert-block alert-warning"><b>In memory, every turn shows the same
# <code>prompt</code></b>: the logger keeps a reference to one list that goes on growing, not a
# copy. Only the log file (section 9) has the prompt of each turn as it was.</div>
#
# Now the trap that costs models the most turns: **an exception takes all assignments of its code
# block with it**, even those before it. What was printed stays, and so does `answer["ready"] =
# True`. By hand again:

# %% tags=["lost-assignment"]
with LocalREPL(context_payload=LOG) as repl:
    print("turn 1: an expensive result, then a slip")
    play(repl, "kept = len(context)\nprint('computed', kept)\nprint(1 / 0)")
    print("turn 2: where is it?")
    lost = play(repl, "print(kept)")

# %% [markdown]
# A careful model therefore keeps expensive calls in a block of their own. You can say so in
# `root_prompt`.
#
# If no turn sets `answer["ready"]`, the loop stops after `max_iterations` and asks the model once
# more for a final answer in plain text. (It asks by ending the conversation with a message *from
# the assistant*. Some Anthropic models refuse that with an error; give them enough turns.)
#
# > **Try.** In the cell above, catch the exception with `try`/`except` inside the first turn. Is
# > `kept` there in turn 2?

# %% [markdown]
# ## 5. Recursive sub-calls
#
# **You will learn** to let a model start *child RLMs*, to watch them, and to count their cost.
#
# `llm_query` is one plain call: good for reading a piece. `rlm_query` starts a child with its own
# REPL and loop, and the prompt that it is given becomes the child's `context`. That is worth its
# price when the piece needs several steps itself. Depth counts the levels: `max_depth=1`, the
# default, means no children (`rlm_query` then quietly does what `llm_query` does); `max_depth=2`
# allows one level of them.

# %% tags=["recursion"]
print(STATION_QUESTION)
events = []  # filled by callbacks, which must not print: see below
stations = RLM(
    **LLM,
    max_depth=2,
    max_iterations=8,
    logger=RLMLogger(),
    on_subcall_start=lambda depth, model, prompt: events.append(f"start, depth {depth}"),
    on_subcall_complete=lambda depth, model, s, error: events.append(
        f"end after {s:.1f} s, error: {error}"
    ),
).completion(STATIONS, root_prompt=STATION_QUESTION)
show(stations, TELESCOPES)


# %% tags=["tree"]
show_tree(stations.to_dict())
print(*events, sep="\n")

# %% [markdown]
# No child in the tree? Models are free to ignore advice, and small ones do: run it again.
#
# <div class="alert alert-block alert-info"><b>Good to know</b><ul>
# <li><code>usage_summary</code> of a run leaves its children out; their own is in
# <code>rlm_calls</code>. Our <code>show</code> adds them up, for which it needs a logger.</li>
# <li>Callbacks run while the turn's code runs, when standard output belongs to the REPL: what a
# callback prints, <em>the model reads</em>. So we collect and print later. Of the four callbacks,
# <code>on_iteration_start</code> and <code>on_iteration_complete</code> are never called in
# 0.1.3.</li>
# <li>In <code>rlms</code> itself a failed child raises nothing: its answer is a text that begins
# with <code>Error:</code>. Section 1 makes an exception of it.</li>
# <li>A child gets neither the question (<code>root_prompt</code>) nor compaction. The prompt must
# say all it needs to know.</li>
# <li><code>max_depth=0</code> is no RLM at all: <code>completion</code> then returns a plain
# <code>str</code>.</li></ul></div>
#
# > **Try.** Set `max_depth=1` and compare calls, tokens and answer. Was it worth having children
# > for reports this short?

# %% [markdown]
# ## 6. Batched queries
#
# **You will learn** what running side by side gains, and where it is unsafe in `rlms` 0.1.3.
#
# `llm_query_batched(prompts)` sends up to 16 prompts at once and returns the answers in their
# order. By hand, with a real model behind the REPL: an `LMHandler` is the small server inside each
# RLM that takes the REPL's calls.

# %% tags=["batched"]
with LMHandler(get_client(**LLM)) as handler:
    with LocalREPL((handler.host, handler.port), context_payload=REMARKS) as repl:
        play(
            repl,
            "prompts = [f'Reply with one word, happy or unhappy. Visitor: {r}' for r in context]",
        )
        single = play(repl, "moods = [llm_query(p) for p in prompts]\nprint(*moods)")
        batch = play(repl, "moods = llm_query_batched(prompts)\nprint(*moods)")
    both = handler.get_usage_summary()

print(f"one by one {single.execution_time:.2f} s, as a batch {batch.execution_time:.2f} s")
pay(*cost(both.to_dict()))

# %% [markdown]
# Same calls, same tokens, less waiting. In `rlms` itself a prompt that fails yields a text that
# begins with `Error:` in its place; with section 1's cell the batch raises once all have answered.
#
# `rlm_query_batched(prompts)` does the same with a child RLM per prompt. Here a model uses it:

# %% tags=["batched-children"]
dice = random.Random(42)
SENSORS = [
    f"Sensor {name}: " + ", ".join(f"{dice.randrange(-spread, spread) / 10} C" for _ in range(20))
    for name, spread in {"roof": 90, "cellar": 15, "mast": 240, "tent": 120}.items()
]
SENSOR_QUESTION = (
    "The context is a list of four texts, each with the readings of one sensor. Call "
    "rlm_query_batched once with four prompts, each with one whole text and the task 'Compute the "
    "largest reading minus the smallest; reply with the number only.' Then answer with the name of "
    "the sensor whose number is the largest."
)

sensors = RLM(
    **LLM,
    max_depth=2,
    max_iterations=8,
    logger=RLMLogger(),
    max_concurrent_subcalls=1,  # see below
).completion(SENSORS, root_prompt=SENSOR_QUESTION)
show(sensors, "mast")
show_tree(sensors.to_dict())

# %% [markdown]
# <div class="alert alert-block alert-warning"><b>Why <code>max_concurrent_subcalls=1</code>?</b>
# Children in the <code>local</code> REPL are threads of one process, and each redirects the
# <em>process's</em> standard output and changes its working directory. With the default of 4,
# children read each other's output or none: the answers come back in the right places but may be
# built on a neighbour's data (<a href="https://github.com/alexzhang13/rlm/issues/180">issue
# 180</a>). So run children one at a time. The other way, for large memory:
# <code>environment="ipython"</code> with <code>environment_kwargs={"kernel_mode":
# "subprocess"}</code>, a process per child (<code>pip install "rlms[ipython]"</code>). Plain
# <code>llm_query_batched</code> is not affected.</div>
#
# <div class="alert alert-block alert-info"><b>Elsewhere than here</b>, pin <code>openai&lt;3</code>
# beside <code>rlms==0.1.3</code>: with openai 3.x the second <code>llm_query_batched</code> of a
# run fails with <em>Event loop is closed</em>. Or let the client close its connections: add
# <code>"default_headers": {"Connection": "close"}</code> to <code>backend_kwargs</code>.</div>
#
# > **Try.** Double `REMARKS`, then make it 40 long: how does each of the two times grow?

# %% [markdown]
# ## 7. Context compaction
#
# **You will learn** how a run outlives the model's window.
#
# The root model's conversation grows with each turn. With `compaction=True`, when it reaches
# `compaction_threshold_pct` of the window, the model is asked for a summary, and the conversation
# restarts from it. Nothing is lost: the REPL variable `history` keeps every message. Windows are
# huge (128,000 tokens for models that `rlms` does not know), so to see it happen we set the
# threshold to 4,000 tokens, and ask for something that needs reading, not searching.

# %% tags=["compaction"]
DIARY_QUESTION = (
    "The context is a list of six diary chapters. In each, one animal is described but not named. "
    "Print one whole chapter per turn and read it yourself: no sub-calls, no searching by code. In "
    "the end answer with the names of the six animals in the order of the chapters, separated by "
    "commas."
)
window = get_context_limit(LLM["backend_kwargs"]["model_name"])
diary = RLM(
    **LLM,
    max_iterations=15,
    logger=RLMLogger(),
    compaction=True,
    compaction_threshold_pct=4000 / window,
).completion(DIARY, root_prompt=DIARY_QUESTION)
show(diary, *VISITORS)

# %% tags=["history"]
blocks = [block for turn in diary.metadata["iterations"] for block in turn["code_blocks"]]
history = blocks[-1]["result"]["locals"]["history"] if blocks else []
for entry in history:
    if isinstance(entry, dict):
        print(f"SUMMARY   {shorten(entry['content'], 150)}")
    else:
        print(f"messages  {sum(len(message['content']) for message in entry):6,} chars")
summaries = sum(isinstance(entry, dict) for entry in history)
turn_count = len(diary.metadata["iterations"])
print(f"compactions: {summaries}, turns: {turn_count}, the model's window: {window:,} tokens")

# %% [markdown]
# A summary costs one call with the whole conversation, and forgets. So compaction is for runs that
# would otherwise not fit, and variables in the REPL are the better memory: they survive it exactly.
# Children never compact, and only the `local` and `docker` REPLs can.
#
# > **Try.** Raise 4000 to 20000: no compaction? Lower it to 1000, less than the system prompt
# > takes: what does the model spend its calls on?

# %% [markdown]
# ## 8. Custom tools
#
# **You will learn** to give the model functions and data, and what of it children get.
#
# `custom_tools` maps a name to a function or value; with `{"tool": ..., "description": ...}` the
# description goes into the system prompt. Our stars are invented, so no model knows their
# distances: if the answer is right, it came through the tool. Tools run in *this* process, so they
# can count, ask a database, or draw a plot.

# %% tags=["tools"]
CATALOG = {"Amarel": 41.5, "Bethsan": 7.25, "Corvina": 388.0, "Dunmar": 122.75}  # light years
asked = []


def distance_ly(star):
    asked.append(star)
    return CATALOG[star]


TOOLS = {
    "distance_ly": {
        "tool": distance_ly,
        "description": "distance_ly(star: str) -> float: distance of a named star in light years",
    },
    "KM_PER_LY": {"tool": 9.461e12, "description": "kilometres in one light year"},
}
STAR_QUESTION = (
    "Which of the stars named in the context is the farthest, and how many light years away is it?"
)

tools = RLM(
    **LLM,
    max_iterations=8,
    custom_tools=TOOLS,
    custom_sub_tools={},  # children get none; leave it out and they get the same
).completion(
    "Tonight we saw Amarel low in the east, then Dunmar, and Bethsan last.",
    root_prompt=STAR_QUESTION,
)
show(tools, "Dunmar", 122.75)
print("The tool was asked for", asked)

# %% [markdown]
# The names of section 2 are reserved:

# %% tags=["reserved"]
try:
    LocalREPL(custom_tools={"context": "mine"})
except ValueError as problem:
    print(problem)

# %% [markdown]
# A tool that raises ends the code block like any exception, with section 4's loss of assignments;
# one that *returns* an error text is kinder to the model. What a tool prints, the model reads.
# Tools exist in REPLs only: a plain `llm_query` has none.
#
# > **Try.** Ask for the distance in kilometres. Remove the descriptions: does the model still find
# > the tool?

# %% [markdown]
# ## 9. Logging
#
# **You will learn** to keep a trajectory in a file, to see where time and tokens go, and to limit
# both.
#
# With `log_dir`, the logger also appends each turn to a file of JSON lines: first the settings,
# then the turns.

# %% tags=["logging-run"]
logger = RLMLogger(log_dir=str(Path("rlm-logs").resolve()), file_name="stations")
again = RLM(**LLM, max_depth=2, max_iterations=8, logger=logger).completion(
    STATIONS, root_prompt=STATION_QUESTION
)
show(again, TELESCOPES)

log_file = Path(logger.log_file_path)
settings, *turns = [json.loads(line) for line in log_file.read_text().splitlines()]
print(f"{log_file.name}: {log_file.stat().st_size:,} bytes for {len(turns)} turns")
print(f"of a run with a context of {len(json.dumps(STATIONS)):,} bytes")
print({name: settings[name] for name in ("root_model", "backend", "max_depth", "max_iterations")})

# %% tags=["plot"]
profile = []  # per turn: tokens of the prompt (at four characters each), seconds, sub-calls
for turn in turns:
    prompt = sum(len(message["content"]) for message in turn["prompt"]) // 4
    in_code = sum(block["result"]["execution_time"] for block in turn["code_blocks"])
    calls = sum(len(block["result"]["rlm_calls"]) for block in turn["code_blocks"])
    profile.append((prompt, in_code, turn["iteration_time"] - in_code, calls))
    print(
        f"turn {len(profile)}: prompt {prompt:,} tokens, {in_code:.2f} s in code, {calls} sub-calls"
    )

prompts, in_code, in_model, calls = zip(*profile, strict=True)
numbers = range(1, len(profile) + 1)
figure, (left, right) = plt.subplots(1, 2, figsize=(10, 3), layout="constrained")
left.plot(numbers, prompts, marker="o")
left.set(title="The prompt grows", xlabel="turn", ylabel="tokens (estimate)", xticks=numbers)
left.set_ylim(0, 1.15 * max(prompts))
right.bar(numbers, in_model, label="root model")
bars = right.bar(numbers, in_code, bottom=in_model, label="code, with its sub-calls")
right.bar_label(bars, [f"{n} sub-calls" if n else "" for n in calls])
right.set(title="Where time goes", xlabel="turn", ylabel="seconds", xticks=numbers)
right.margins(y=0.15)
figure.legend(loc="outside lower right", ncols=2)
plt.show()

# %% [markdown]
# <div class="alert alert-block alert-warning"><b>Logs grow fast.</b> Each turn writes all variables
# of the REPL in full, and the context twice, as <code>context</code> and <code>context_0</code>.
# Five megabytes of context made twenty of log in two turns. Use <code>log_dir</code> with small
# contexts, and delete logs. Keys are left out of them, but headers that you set yourself are
# not.</div>
#
# What stops a run that goes astray:
#
# | Argument | Stops when | Raises | Mind |
# |---|---|---|---|
# | `max_iterations=30` | turns are used up | nothing: asks for a final answer | |
# | `max_timeout` | seconds are over | `TimeoutExceededError` | looked at between turns only; an endless loop in the model's code is not interrupted |
# | `max_tokens` | tokens in + out are over | `TokenLimitExceededError` | children count for themselves |
# | `max_errors` | so many turns in a row failed | `ErrorThresholdExceededError` | |
# | `max_budget` | USD are over | `BudgetExceededError` | only if the provider reports dollars (OpenRouter), and children are forgotten after their turn |
# | the ■ button | you say so | `CancellationError` | children stop too, thanks to section 1 |
#
# All but the budget's carry `partial_answer`: the model's last reply, or `None`.
#
# <div class="alert alert-block alert-info"><b>The visualizer.</b> The library's repository has a
# web page that shows such a log as a tree of turns and sub-calls. It is no part of the Python
# package and needs Node.js, so it runs on your own computer: download the <code>.jsonl</code> file
# (right click in the file browser) before the next cell deletes it, and follow
# <a href="https://github.com/alexzhang13/rlm/tree/v0.1.3/visualizer">visualizer/README.md</a>.</div>
#
# > **Try.** Plot section 7's run: give it a `log_dir` and see the prompt shrink at each compaction.

# %% tags=["cleanup"]
for old in log_file.parent.glob("stations_*.jsonl"):
    old.unlink()
    print("removed", old.name)

# %% [markdown]
# ## 10. Exercises
#
# **You will learn** whether you did. Each exercise has a cell to fill in, a check to run, and a
# solution to unfold *afterwards*. The checks need no model and cost nothing.


# %% jupyter={"source_hidden": true} tags=["checks"]
def verdict(exercise, hint):
    """Prints the result of a check; True if there is nothing to mend."""
    print(f"✘ Exercise {exercise}: {hint}" if hint else f"✔ Exercise {exercise}: well done!")
    return not hint


def play_turn(code, context):
    """(hint, response, variables) of one turn."""
    with LocalREPL(context_payload=context) as repl:
        result = repl.execute_code(code)
        if result.stderr:
            return f"your code raised {result.stderr.strip()}", None, {}
        if result.final_answer is None:
            return 'no answer yet. Set answer["content"], then answer["ready"] = True', None, {}
        return "", result.final_answer.strip(), result.locals


def check_context(code):
    seen = re.findall(r"(camera \d) \| meteor", LOG)
    hint, response, _ = play_turn(code, LOG)
    if not hint and response != max(set(seen), key=seen.count):
        hint = f"{response!r} is not the camera with the most meteors, written like 'camera 3'"
    return verdict("10.1", hint)


def check_summarize(function):
    text = " ".join(f"fact-{n:03} about the night sky, told at some length." for n in range(400))
    prompts = []

    def ask(prompt):
        prompts.append(prompt)
        return f"summary-{len(prompts):03}"

    try:
        result = function(text, ask, limit=2000)
    except Exception as problem:  # RecursionError is the likely one
        return verdict("10.2", f"your function raised {type(problem).__name__}: {problem}")
    missing = [n for n in range(400) if not any(f"fact-{n:03}" in prompt for prompt in prompts)]
    hint = ""
    if not isinstance(result, str) or not result:
        hint = f"your function should return a text, and returned {result!r}"
    elif max(map(len, prompts), default=0) > 2300:
        hint = (
            f"a prompt had {max(map(len, prompts)):,} characters: at most `limit` of text, please"
        )
    elif missing:
        hint = f"{len(missing)} facts reached no model, the first is fact-{missing[0]:03}"
    elif result != f"summary-{len(prompts):03}" or "summary-" not in prompts[-1]:
        hint = "the last call should summarize the summaries, and its reply be the result"
    return verdict("10.2", hint)


def check_tools(tools):
    entry = tools.get("count_events")
    hint = ""
    if set(tools) & RESERVED_TOOL_NAMES:
        hint = f"reserved: {sorted(set(tools) & RESERVED_TOOL_NAMES)}"
    elif not isinstance(entry, dict) or not callable(entry.get("tool")):
        hint = 'tools should have "count_events": {"tool": your function, "description": "..."}'
    elif len(entry.get("description") or "") < 20:
        hint = "describe it: its arguments, what it returns"
    else:
        for event in ("meteor", "clouds", "aircraft"):
            try:
                counted = entry["tool"](event)
            except Exception as problem:
                counted = f"{type(problem).__name__}: {problem}"
            if counted != LOG.count(event):
                hint = hint or f"count_events({event!r}) gave {counted}, not {LOG.count(event)}"
    return verdict("10.3", hint)


READINGS = ["12.5", "11.0", "n/a", "13.5", "", "9.0", "1O.5"]  # the last has a letter in it


def check_recovery(code):
    hint, response, variables = play_turn(code, READINGS)
    if not hint and response != "46.0":
        hint = f"the answer is {response!r}; the good readings add up to 46.0"
    elif not hint and variables.get("bad") != ["n/a", "", "1O.5"]:
        hint = f"`bad` should list the three bad readings, and is {variables.get('bad')!r}"
    return verdict("10.4", hint)


def check_limits(function):
    def completion(prompt, root_prompt=None):
        if isinstance(prompt, Exception):
            raise prompt
        return SimpleNamespace(response="whole")

    kinds = {  # name: arguments
        "TimeoutExceededError": (9.0, 5.0, "part"),
        "TokenLimitExceededError": (900, 500, "part"),
        "ErrorThresholdExceededError": (3, 3, "NameError", "part"),
        "BudgetExceededError": (0.2, 0.1),
    }
    cases = {"a run that ends well": ("whole", "whole")}
    for name, arguments in kinds.items():
        cases[name] = (
            "part" if "part" in arguments else "",
            getattr(rlm, name)(*arguments),
        )
    cases["a partial_answer that is None"] = ("", rlm.TimeoutExceededError(9.0, 5.0))
    for name, (expected, prompt) in cases.items():
        try:
            got = function(SimpleNamespace(completion=completion), prompt, "question")
        except Exception as problem:
            return verdict("10.5", f"on {name}, your function raised {type(problem).__name__}")
        if got != expected:
            return verdict("10.5", f"on {name}, expected {expected!r} but got {got!r}")
    return verdict("10.5", "")


def check_map_reduce(code):
    prompts = []

    def llm_query_batched(asked, model=None):
        prompts.extend(asked)
        return ["  Happy." if any(r in p for r in REMARKS[::2]) else "unhappy" for p in asked]

    book = [*REMARKS, REMARKS[2]]
    with LocalREPL(context_payload=book) as repl:
        repl.globals["llm_query_batched"] = llm_query_batched
        result = repl.execute_code(code)
    hint = ""
    if result.stderr:
        hint = f"your code raised {result.stderr.strip()}"
    elif [sum(remark in prompt for remark in set(book)) for prompt in prompts] != [1] * len(book):
        hint = f"one prompt for each of the {len(book)} remarks, with that remark in it, please"
    elif result.final_answer is None:
        hint = 'no answer yet. Set answer["content"], then answer["ready"] = True'
    elif result.final_answer.strip() != "5":
        hint = f"the answer is {result.final_answer!r}; 5 of these 9 replies say happy, as 'Happy.'"
    return verdict("10.6", hint)


print("Checks are ready.")

# %% [markdown]
# ### 10.1 Context processing
#
# You are the model. Write the code of one turn that finds the camera which saw the most meteors in
# `LOG`, and ends the run with its name, for example `camera 3`. The lines look like `2031-03-01
# 18:12 | camera 2 | meteor, magnitude 1.3`.

# %% tags=["exercise-1"]
MY_TURN = """
print(context[:100])
# your code
"""

# %% tags=["check-1"]
done_1 = check_context(MY_TURN)

# %% [markdown] tags=["solution-1"]
# <details><summary><b>Solution</b></summary>
#
# ```python
# MY_TURN = """
# import re
# from collections import Counter
#
# seen = Counter(re.findall(r"(camera [0-9]) [|] meteor", context))
# print(seen)
# answer["content"] = seen.most_common(1)[0][0]
# answer["ready"] = True
# """
# ```
#
# No sub-call is needed: what a regular expression can do, a model should not be paid for.
# </details>

# %% [markdown]
# ### 10.2 Recursive summarization
#
# Write `summarize(text, ask, limit)`, where `ask(prompt)` is a model. No prompt may hold more than
# `limit` characters of text (an instruction of up to 300 is free). A text that is too long is cut
# into pieces, each piece is summarized, and the joined summaries are summarized *by the same
# function*.


# %% tags=["exercise-2"]
def summarize(text, ask, limit=2000): ...  # your code


# %% tags=["check-2"]
done_2 = check_summarize(summarize)

# %% [markdown] tags=["solution-2"]
# <details><summary><b>Solution</b></summary>
#
# ```python
# def summarize(text, ask, limit=2000):
#     if len(text) <= limit:
#         return ask(f"Summarize this in one short sentence:\n\n{text}")
#     words, pieces = text.split(), [""]
#     for word in words:  # cut between words, so that none is torn
#         if len(pieces[-1]) + len(word) >= limit:
#             pieces.append("")
#         pieces[-1] += word + " "
#     summaries = [summarize(piece.strip(), ask, limit) for piece in pieces]
#     return summarize("\n".join(summaries), ask, limit)
# ```
#
# It ends because each summary is shorter than its piece. A model that answers at length would break
# that promise: how would you guard against it?
# </details>

# %% [markdown]
# With a real model, on one chapter of section 7's diary:

# %% tags=["exercise-2-model"]
if done_2:
    client = get_client(**LLM)
    print(summarize(DIARY[0], client.completion, limit=1200))
    pay(*cost(client.get_usage_summary().to_dict()))
else:
    print("First solve 10.2.")

# %% [markdown]
# ### 10.3 Custom tools
#
# A letter asks about the log, but the model gets the letter only. Write a tool
# `count_events(event)` that counts the lines of `LOG` with an event such as `clouds`, with a
# description that tells the model how to use it.

# %% tags=["exercise-3"]
my_tools = {}  # your tool

# %% tags=["check-3"]
done_3 = check_tools(my_tools)

# %% [markdown] tags=["solution-3"]
# <details><summary><b>Solution</b></summary>
#
# ```python
# def count_events(event):
#     return sum(event in line for line in LOG.splitlines())
#
#
# my_tools = {
#     "count_events": {
#         "tool": count_events,
#         "description": "count_events(event: str) -> int: how many lines of the log have it",
#     }
# }
# ```
#
# </details>

# %% tags=["exercise-3-model"]
if done_3:
    letter = "Dear observatory, how often were there clouds, and how often aircraft? A pilot"
    run = RLM(**LLM, max_iterations=8, custom_tools=my_tools).completion(
        letter, root_prompt="Answer the letter."
    )
    show(run, LOG.count("clouds"), LOG.count("aircraft"))
else:
    print("First solve 10.3.")

# %% [markdown]
# ### 10.4 Error recovery in the REPL
#
# This turn loses everything, because some readings are no numbers. Repair it: answer with the sum
# of the good ones, and leave the bad ones, as they are, in a list `bad`.

# %% tags=["exercise-4"]
MY_RECOVERY = """
bad = []
total = 0.0
for reading in context:
    total += float(reading)
answer["content"] = total
answer["ready"] = True
"""

# %% tags=["check-4"]
done_4 = check_recovery(MY_RECOVERY)

# %% [markdown] tags=["solution-4"]
# <details><summary><b>Solution</b></summary>
#
# ```python
# MY_RECOVERY = """
# bad = []
# total = 0.0
# for reading in context:
#     try:
#         total += float(reading)
#     except ValueError:
#         bad.append(reading)
# print(total, bad)
# answer["content"] = total
# answer["ready"] = True
# """
# ```
#
# </details>

# %% [markdown]
# ### 10.5 Error recovery around a run
#
# Write `run_safely(model, text, question)`: the response of `rlm.completion(text,
# root_prompt=question)`, or, when a limit of section 9 stops it, the partial answer, or `""` if
# there is none. Other errors should not be hidden.

# %% tags=["exercise-5"]
# The limits are rlm.TimeoutExceededError, rlm.TokenLimitExceededError and so on: see section 9


def run_safely(model, text, question):
    return model.completion(text, root_prompt=question).response


# %% tags=["check-5"]
done_5 = check_limits(run_safely)

# %% [markdown] tags=["solution-5"]
# <details><summary><b>Solution</b></summary>
#
# ```python
# LIMITS = (
#     rlm.TimeoutExceededError,
#     rlm.TokenLimitExceededError,
#     rlm.ErrorThresholdExceededError,
#     rlm.BudgetExceededError,
# )
#
#
# def run_safely(model, text, question):
#     try:
#         return model.completion(text, root_prompt=question).response
#     except LIMITS as limit:
#         return getattr(limit, "partial_answer", None) or ""
# ```
#
# `BudgetExceededError` has no `partial_answer`, hence `getattr`.
# </details>

# %% [markdown]
# With a real model, on a token diet that stops it after a turn or two:

# %% tags=["exercise-5-model"]
if done_5:
    hungry = RLM(**LLM, max_tokens=2500)
    print("Partial answer:", run_safely(hungry, LOG, QUESTION) or "(none)")
else:
    print("First solve 10.5.")

# %% [markdown]
# ### 10.6 Map and reduce
#
# No regular expression tells happy visitors from unhappy ones. You are the model again. `context`
# is a list of remarks. Write one turn that *maps*: one prompt for each remark, all in one
# `llm_query_batched`; and *reduces*: code counts the happy ones, and the run ends with their
# number. Models do not always write a word as they are told to.

# %% tags=["exercise-6"]
MY_MAP_REDUCE = """
prompts = []  # your code
replies = llm_query_batched(prompts)
"""

# %% tags=["check-6"]
done_6 = check_map_reduce(MY_MAP_REDUCE)

# %% [markdown] tags=["solution-6"]
# <details><summary><b>Solution</b></summary>
#
# ```python
# MY_MAP_REDUCE = """
# task = "Reply with one word, happy or unhappy. Visitor: "
# replies = llm_query_batched([task + remark for remark in context])
# print(replies)
# answer["content"] = sum(reply.strip().lower().startswith("happy") for reply in replies)
# answer["ready"] = True
# """
# ```
#
# Sub-calls read, code counts: no model is asked to count. With many short remarks you would put
# several into a prompt, and ask for a list.
# </details>

# %% tags=["exercise-6-model"]
if done_6:
    with LMHandler(get_client(**LLM)) as handler:
        with LocalREPL((handler.host, handler.port), context_payload=REMARKS) as repl:
            play(repl, MY_MAP_REDUCE)
        pay(*cost(handler.get_usage_summary().to_dict()))
else:
    print("First solve 10.6.")

# %% [markdown]
# ## 11. When is it worth it?
#
# **You will learn** to find out, for a question of your own: with numbers.
#
# For the log of section 3, code alone was enough. Here is a question that needs reading: how many
# remarks in a guest book are by visitors who were not satisfied? We ask it in three ways, of books
# of growing length:
#
# - **plain**: one call, with the whole book in the prompt;
# - **RLM**: a root model that hands out pieces by `llm_query_batched`, all with one big model;
# - **cheap sub-calls**: the same, but `other_backends` gives the sub-calls to a smaller model. The
#   library takes one such backend, for all that the root's REPL asks.
#
# The big model is the next larger one after yours, if we know it, or `RLM_BIG_MODEL`. The cell
# makes some 60 calls and takes some minutes.

# %% tags=["worth-run"]
BIGGER = {
    "gpt-5-nano": "gpt-5-mini",
    "@openai/gpt-5-nano": "@openai/gpt-5-mini",
    "claude-haiku-4-5": "claude-sonnet-4-5",
    "google/gemini-3-flash-preview": "google/gemini-2.5-pro",
    "gemini-2.5-flash": "gemini-2.5-pro",
    "scripted-model": "scripted-big",
}
SUBJECTS = ["the dome", "the guide", "the evening", "the view", "the talk", "the telescope"]
SATISFIED = ["left us speechless", "was worth every mile", "beat all we had read", "ended too soon"]
NOT_SATISFIED = ["was not for us", "made us leave early", "is better on paper", "left us cold"]


def guest_book(length):
    """(remarks, how many of them are not satisfied)."""
    dice = random.Random(length)
    book, unsatisfied = [], 0
    for number in range(1, length + 1):
        verdict = dice.choice(SATISFIED + NOT_SATISFIED)
        unsatisfied += verdict in NOT_SATISFIED
        book.append(f"Guest {number}: {dice.choice(SUBJECTS)} {verdict}.")
    return book, unsatisfied


def guest_question(book):
    return (
        f"This is a guest book of {len(book)} remarks. How many of them are by visitors who were "
        "not satisfied? Each remark must be understood: no search for words can tell."
    )


def plain(book):
    client = get_client(**big)
    question = f"{guest_question(book)} Reply with the number only."
    reply = client.completion(question + "\n\n" + "\n".join(book))
    return reply, cost(client.get_usage_summary().to_dict())


def recursive(book, **options):
    hint = "The context is that list. Use llm_query_batched on pieces of 20 remarks and add up."
    run = RLM(**big, max_iterations=10, logger=RLMLogger(), **options).completion(
        book, root_prompt=f"{guest_question(book)} {hint} Answer with the number only."
    )
    return run.response, spent(run.to_dict())


small_model = LLM["backend_kwargs"]["model_name"]
big_model = os.environ.get("RLM_BIG_MODEL") or BIGGER.get(small_model, small_model)
big = {
    "backend": LLM["backend"],
    "backend_kwargs": LLM["backend_kwargs"] | {"model_name": big_model},
}
WAYS = {"plain": plain, "RLM": recursive}
if big_model == small_model:
    print("One model only, so no cheap sub-calls: set RLM_BIG_MODEL to compare.")
else:
    WAYS["cheap sub-calls"] = functools.partial(
        recursive,
        other_backends=[LLM["backend"]],
        other_backend_kwargs=[LLM["backend_kwargs"]],
    )
LENGTHS = [20, 80, 320]

print(f"big: {big_model}, small: {small_model}{', both played by a script' if REHEARSAL else ''}")
worth = []  # (way, length, share that it is off, USD)
for length in LENGTHS:
    book, truth = guest_book(length)
    for way, ask in WAYS.items():
        reply, paid = ask(book)
        numbers = re.findall(r"\d+", reply) or ["0"]
        worth.append((way, length, abs(int(numbers[-1]) - truth) / truth, paid[-1]))
        print(f"{length:4} remarks, {way}: {numbers[-1]} (truth: {truth})")
        pay(*paid)

# %% tags=["worth-plot"]
figure, (left, right) = plt.subplots(1, 2, figsize=(10, 3), layout="constrained")
for way, marker in zip(WAYS, "os^", strict=False):
    lengths, off, usd = zip(*(row[1:] for row in worth if row[0] == way), strict=True)
    left.plot(lengths, [100 * share for share in off], marker=marker, label=way)
    right.plot(lengths, usd, marker=marker)
left.set(title="How wrong", xlabel="remarks", ylabel="% off the truth", xticks=LENGTHS)
right.set(title="What it costs", xlabel="remarks", ylabel="USD", xticks=LENGTHS)
left.margins(y=0.1)
right.margins(y=0.1)
figure.legend(loc="outside lower center", ncols=3)
if REHEARSAL:
    figure.suptitle("rehearsal: invented by a script", color="tab:red")
plt.show()

# %% [markdown]
# Read off it: from which length on is the plain call too wrong for you, and what does being right
# cost? A short text is cheapest in one call: an RLM pays for its instructions in every turn. One
# run says little, as answers vary; a real comparison repeats each point and shows the spread.
#
# > **Try.** Ask a question of your own. Which of the three do you take, and from which length on?

# %% [markdown]
# ## 12. Going on with a run
#
# **You will learn** to ask again without losing what a run has found.
#
# Each `completion` starts with an empty REPL. With `persistent=True` the REPL stays: variables of
# the first question are there for the second, whose text becomes `context_1` beside `context_0`,
# and `history` holds the first conversation. Close it with `close()`, or as here with `with`.

# %% tags=["persistent"]
FOLLOW_UP = "Which camera saw that brightest meteor? Use what the REPL still holds."

with RLM(**LLM, max_iterations=10, logger=RLMLogger(), persistent=True) as assistant:
    show(assistant.completion(LOG, root_prompt=QUESTION), METEORS, BRIGHTEST)
    follow_up = assistant.completion("See context_0.", root_prompt=FOLLOW_UP)
show(follow_up, re.search(r"(camera \d) .* -7\.5$", LOG, re.MULTILINE)[1])
show_turns(follow_up)

# %% [markdown]
# Usage is counted anew in each `completion`. A REPL that stays also keeps what went wrong: start
# afresh when the subject changes.

# %% [markdown]
# ## The bill
#
# All calls of this kernel, by hand and in runs, with the RLMs below them:

# %% tags=["bill"]
print(
    ", ".join(
        f"{amount:,.4f} {name}" if name == "USD" else f"{amount:,} {name}"
        for name, amount in bill.items()
    )
)

# %% [markdown]
# ## Where to go from here
#
# - Put a text of your own into `context`: a mail archive, a code base as a dict of files, the
#   minutes of ten years.
# - Read [`rlm/core/rlm.py`](https://github.com/alexzhang13/rlm/blob/v0.1.3/rlm/core/rlm.py): the
#   whole loop is one method, `completion`, and you now know every line of it.
