"""The class as a picture: for each person by arrival, the wait for JupyterLab and for the first cell."""

from __future__ import annotations

import csv
import sys
from statistics import median

import matplotlib

matplotlib.use("svg")
# The same figures make the same file.
matplotlib.rcParams["svg.hashsalt"] = "rlmprov"

from matplotlib import pyplot


def main(source: str, target: str) -> None:
    with open(source) as file:
        people = [row for row in csv.DictReader(file) if row["outcome"] == "ok"]
        people.sort(key=lambda row: float(row["came"]))
    if not people:
        raise SystemExit("nobody got a server: there is nothing to plot")
    came = [float(row["came"]) for row in people]
    lab = [float(row["lab"]) for row in people]
    cell = [float(row["cell"]) for row in people]
    figure, axes = pyplot.subplots(figsize=(8, 4.5), layout="constrained")
    places = range(1, len(people) + 1)
    ready = [a + b for a, b in zip(came, lab, strict=True)]
    ran = [a + b for a, b in zip(came, cell, strict=True)]
    axes.hlines(places, came, ready, color="#f37726", linewidth=3, label="login to JupyterLab")
    axes.hlines(places, ready, ran, color="#616262", linewidth=3, label="first cell")
    axes.plot(came, places, "|", color="#4e4e4e", markersize=6)
    axes.set_xlabel("seconds since the first may come")
    axes.set_ylabel("users, by arrival")
    axes.set_title(
        f"{len(people)} users: JupyterLab after {median(lab):.1f} s (median), {max(lab):.1f} s at most"
    )
    axes.legend(loc="upper left", frameon=False)
    axes.spines[["top", "right"]].set_visible(False)
    axes.set_xlim(left=0)
    figure.savefig(target, metadata={"Date": None})


if __name__ == "__main__":
    main(*sys.argv[1:])
