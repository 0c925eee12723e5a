"""What a user sees first: the tutorial, not a launcher of kernels."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote


def default_url(offered: Path, home: Path) -> str:
    """The page to open: the one notebook that the hub offers, if the user has it; else JupyterLab.

    Of several none is the first: the file browser shows them.
    """
    notebooks = [file.name for file in offered.glob("*.ipynb")] if offered.is_dir() else []
    if len(notebooks) == 1 and (home / notebooks[0]).is_file():
        return f"/lab/tree/{quote(notebooks[0])}"
    return "/lab"
