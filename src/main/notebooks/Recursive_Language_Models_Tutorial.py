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
# | 10 | Exercises | prove it: five tasks that check themselves |
#
# Run the cells from top to bottom (`Shift`+`Enter`). Each run takes seconds to about a minute,
# depending on your model, and says what it cost in calls and tokens. Boxes called **Try** are the
# point of the exercise: change something, predict, run again.

# %% [markdown]
# ## 1. Setup
#
# **You will learn** which provider the notebook found, how to choose another model, and what a call
# costs.
#
# Keys come from the environment, so that they never stand in a notebook. `RLM_MODEL` chooses the
# model. If several keys are set, the first in `PROVIDERS` wins, unless `RLM_PROVIDER` names
# another.

# %% tags=["setup"]
import os

import requests

PROVIDERS = {  # backend: (variable that holds the key, model if RLM_MODEL is not set)
    "openai": ("OPENAI_API_KEY", "gpt-5-nano"),
    "anthropic": ("ANTHROPIC_API_KEY", "claude-haiku-4-5"),
    "portkey": ("PORTKEY_API_KEY", "@openai/gpt-5-nano"),
    "openrouter": ("OPENROUTER_API_KEY", "google/gemini-3-flash-preview"),
    "gemini": ("GEMINI_API_KEY", "gemini-2.5-flash"),
    "vllm": ("VLLM_BASE_URL", ""),  # VLLM_API_KEY if it wants one; its model is what it serves
}


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


NO_KEY = f"""No key found, so cells that call a model cannot run. Three ways to set one:
  - your hub's operator puts it under `keys:` in hub.yaml; then stop and start your server
  - for yourself alone: import getpass; os.environ["OPENAI_API_KEY"] = getpass.getpass("Key: ")
  - an own vLLM server: os.environ["VLLM_BASE_URL"] = "http://host:8000/v1"
One of {", ".join(variable for variable, _ in PROVIDERS.values())}. Then run this cell again."""


def explain(shell, kind, error, trace, tb_offset=None):
    print(f"{error}: this cell uses a result that is not there. No key is set: see section 1.")


if found := find_provider(os.environ):
    LLM = found
    get_ipython().set_custom_exc((), None)
    backend, model = LLM["backend"], LLM["backend_kwargs"]["model_name"]
    print(f"Found {PROVIDERS[backend][0]}: we use {backend} with the model {model}.")
else:
    get_ipython().set_custom_exc((NameError,), explain)  # one line for cells that need LLM
    print(NO_KEY)
    if os.environ.get("RLM_PROVIDER"):
        print(f"RLM_PROVIDER asks for {os.environ['RLM_PROVIDER']!r}: other keys are not used.")

# %% [markdown]
# `LLM` now holds the two arguments that every RLM here gets: `RLM(**LLM, ...)`. Is the key good?
# One call of a few tokens tells.

# %% tags=["connection"]
import time

from rlm.clients import get_client


def try_connection(llm):
    started = time.perf_counter()
    try:
        reply = get_client(**llm).completion("Reply with the single word: ready")
    except Exception as problem:  # each provider has exceptions of its own
        print(f"{llm['backend']} did not answer. {type(problem).__name__}: {str(problem)[:300]}")
        print("401, 403: is the key right? 404: is RLM_MODEL a model there? 429: wait a minute.")
    else:
        seconds = time.perf_counter() - started
        print(f"{llm['backend']} says {reply.strip()!r} after {seconds:.1f} s.")


try_connection(LLM)

# %% [markdown]
# Every run below ends with `show(...)`: the answer, whether it is right (we ask questions whose
# answer Python knows too), and the bill. OpenRouter reports dollars; the others report tokens only,
# so fill in `PRICE` from your provider's price list to get an estimate.

# %% tags=["helpers"]
import re

PRICE = None  # for example (0.05, 0.40): USD per million tokens in and out

bill = {"calls": 0, "tokens in": 0, "tokens out": 0, "USD": 0.0}


def children(run):
    """The child RLMs that a logged run started, in order. Plain llm_query calls are left out."""
    for turn in (run.get("metadata") or {}).get("iterations", []):
        for block in turn["code_blocks"]:
            yield from (call for call in block["result"]["rlm_calls"] if "metadata" in call)


def spent(run):
    """(calls, tokens in, tokens out, reported USD) of a run and all RLMs below it."""
    models = run["usage_summary"]["model_usage_summaries"].values()
    own = [
        sum(m.get(field, 0) for m in models)
        for field in ("total_calls", "total_input_tokens", "total_output_tokens", "total_cost")
    ]
    return [sum(parts) for parts in zip(own, *map(spent, children(run)), strict=True)]


def show(run, *expected):
    """Prints the answer, whether it contains what is expected, and the cost; adds to the bill."""
    calls, tokens_in, tokens_out, usd = spent(run.to_dict())
    if PRICE and not usd:
        usd = (tokens_in * PRICE[0] + tokens_out * PRICE[1]) / 1e6
    print(f"Answer:  {run.response}")
    for part in map(str, expected):
        sign = "✔ has" if re.search(rf"\b{re.escape(part)}\b", run.response) else "✘ lacks"
        print(f"         {sign} the right value {part}")
    dollars = f"${usd:.4f}" if usd else "set PRICE to see dollars"
    print(f"Cost:    {calls} calls, {tokens_in:,} tokens in, {tokens_out:,} out, {dollars}")
    print(f"Time:    {run.execution_time:.1f} s")
    for name, amount in zip(bill, (calls, tokens_in, tokens_out, usd), strict=True):
        bill[name] += amount


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
# First something to ask about: the log of a small observatory, 1,500 lines. Python computes the
# truth, to compare with later.

# %% tags=["data"]
import random
from datetime import datetime, timedelta


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
print(LOG[:180], "...", sep="\n")
print(f"{len(LOG):,} characters, about {len(LOG) // 4:,} tokens")
print(f"The truth: {METEORS} meteors, the brightest on {BRIGHTEST}")

# %% [markdown]
# Now be the model. `LocalREPL` is the REPL that `RLM` uses. `play` runs one turn and prints what
# the model would be shown.

# %% tags=["by-hand"]
from rlm.environments.local_repl import LocalREPL
from rlm.utils.parsing import format_execution_result


def play(repl, code):
    """Runs one turn's code and prints what the model would see of it."""
    result = repl.execute_code(code)
    print(re.sub(r"\n+", "\n", format_execution_result(result).strip()), end="\n\n")
    if result.final_answer is not None:
        print("The run ends. Response:", result.final_answer)
    return result


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
from rlm import RLM

QUESTION = (
    "How many meteors does this log record, and on which date (YYYY-MM-DD) was the brightest one, "
    "that is the one with the lowest magnitude?"
)

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
from rlm.logger import RLMLogger

logged = RLM(**LLM, max_iterations=10, logger=RLMLogger()).completion(LOG, root_prompt=QUESTION)
show(logged, METEORS, BRIGHTEST)

# %% tags=["trajectory"]
from textwrap import indent, shorten


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
def show_tree(run, name="root", depth=0):
    """Prints a run and its children, with the turns and calls that each of them made itself."""
    turns = len(run["metadata"]["iterations"])
    calls = sum(m["total_calls"] for m in run["usage_summary"]["model_usage_summaries"].values())
    print(f"{'   ' * depth}{name}: {turns} turns, {calls} calls -> {shorten(run['response'], 60)}")
    for number, child in enumerate(children(run), start=1):
        show_tree(child, f"child {number}", depth + 1)


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
# <li>A failed child raises nothing: its answer is a text that begins with <code>Error:</code>.</li>
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
from rlm.core.lm_handler import LMHandler

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

with LMHandler(get_client(**LLM)) as handler:
    with LocalREPL((handler.host, handler.port), context_payload=REMARKS) as repl:
        play(
            repl,
            "prompts = [f'Reply with one word, happy or unhappy. Visitor: {r}' for r in context]",
        )
        single = play(repl, "moods = [llm_query(p) for p in prompts]\nprint(*moods)")
        batch = play(repl, "moods = llm_query_batched(prompts)\nprint(*moods)")
    used = handler.get_usage_summary()

print(f"one by one {single.execution_time:.2f} s, as a batch {batch.execution_time:.2f} s", end=" ")
print(f"({used.total_input_tokens:,} tokens in, {used.total_output_tokens:,} out for both)")

# %% [markdown]
# Same calls, same tokens, less waiting. A prompt that fails yields a text that begins with `Error:`
# in its place, and the others go on.
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
from rlm.utils.token_utils import get_context_limit

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
import json
from pathlib import Path

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
import matplotlib.pyplot as plt

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
left.set(
    title="The prompt grows", xlabel="turn", ylabel="tokens (estimate)", xticks=numbers, ylim=0
)
right.bar(numbers, in_model, label="root model")
bars = right.bar(numbers, in_code, bottom=in_model, label="code, with its sub-calls")
right.bar_label(bars, [f"{n} sub-calls" if n else "" for n in calls])
right.set(title="Where time goes", xlabel="turn", ylabel="seconds", xticks=numbers)
right.legend()
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
# | the ■ button | you say so | `CancellationError` | |
#
# All but the budget's carry `partial_answer`: the model's last reply, or `None`.
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
from types import SimpleNamespace

import rlm
from rlm.environments.base_env import RESERVED_TOOL_NAMES


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
    print(client.get_usage_summary().to_dict())
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
# ## The bill
#
# All runs that were shown, with the RLMs below them:

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
# - The paper's question was *when* recursion beats a long window. Take one of your questions, ask
#   it plainly with the whole text in one prompt, and as an RLM; compare answers and bills.
# - Read [`rlm/core/rlm.py`](https://github.com/alexzhang13/rlm/blob/v0.1.3/rlm/core/rlm.py): the
#   whole loop is one method, `completion`, and you now know every line of it.
