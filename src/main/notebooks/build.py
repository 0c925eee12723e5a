#!/usr/bin/env python3
"""Makes notebooks/*.ipynb, which users get, from the *.py here, which people edit and review.

build.py            write the notebooks
build.py --check    fail if one is not what its source gives (so also if it has outputs)
build.py --import   the other way: adopt what was edited in JupyterLab
"""

import argparse
import sys
from pathlib import Path

import jupytext
import nbformat

SOURCES = Path(__file__).resolve().parent
NOTEBOOKS = SOURCES.parents[2] / "notebooks"
METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def notebook(source: Path) -> str:
    """The notebook as text: no outputs, and ids that depend on nothing but the cells' places."""
    made = jupytext.reads(source.read_text(encoding="utf-8"), fmt="py:percent")
    made.metadata = nbformat.from_dict(METADATA)
    made.nbformat, made.nbformat_minor = 4, 5
    for number, cell in enumerate(made.cells):
        cell.id = f"cell-{number:03}"
    nbformat.validate(made)
    return nbformat.writes(made) + "\n"


def source(made: Path) -> str:
    """The percent script of a notebook, as people edit it."""
    cells = nbformat.read(made, as_version=4)
    cells.metadata = nbformat.from_dict({"jupytext": {"notebook_metadata_filter": "-all"}})
    return jupytext.writes(cells, fmt="py:percent")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    way = parser.add_mutually_exclusive_group()
    way.add_argument("--check", action="store_true")
    way.add_argument("--import", action="store_true", dest="take_over")
    options = parser.parse_args()

    stale = 0
    for script in sorted(SOURCES.glob("[A-Z]*.py")):
        made = NOTEBOOKS / f"{script.stem}.ipynb"
        if options.take_over:
            script.write_text(source(made), encoding="utf-8")
        elif not options.check:
            made.write_text(notebook(script), encoding="utf-8")
        elif made.read_text(encoding="utf-8") != notebook(script):
            print(f"{made} is not what {script} gives: run src/main/notebooks/build.py")
            stale += 1
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
