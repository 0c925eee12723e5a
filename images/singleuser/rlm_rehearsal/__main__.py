"""Runs the scripted model, and prints its port."""

import argparse
import os
import sys
import threading
from collections.abc import Iterable
from pathlib import Path

import rlm_rehearsal
from rlm_rehearsal.server import HERE, ScriptedLlm


def main(arguments: Iterable[str] | None = None) -> int:
    """Serves until it is interrupted."""
    summary, _, details = (rlm_rehearsal.__doc__ or "").partition("\n")
    parser = argparse.ArgumentParser(
        prog="python -m rlm_rehearsal",
        description=summary,
        epilog=details,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (%(default)s)")
    parser.add_argument("--port", type=int, default=0, help="0: a free one, which is printed")
    parser.add_argument("--scenes", type=Path, default=HERE / "scenes", help="folder of *.md")
    parser.add_argument("--delay", type=float, default=0.0, help="seconds before each answer")
    parser.add_argument("--cost", type=float, default=0.0, help="USD to report per call")
    parser.add_argument("--key", default="", help="the only key accepted (any)")
    parser.add_argument("--keep-alive", action="store_true", help="keep connections open")
    parser.add_argument("--until-eof", action="store_true", help="end when standard input does")
    options = vars(parser.parse_args(arguments))
    if options.pop("until_eof"):
        threading.Thread(target=_end_with_input, daemon=True).start()
    server = ScriptedLlm((options.pop("host"), options.pop("port")), **options)
    print(server.server_address[1], flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        server.server_close()
    return 0


def _end_with_input() -> None:
    sys.stdin.read()
    os._exit(0)


if __name__ == "__main__":
    sys.exit(main())
