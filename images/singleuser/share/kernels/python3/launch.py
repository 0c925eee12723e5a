"""Starts a kernel past the files of the folder that its notebook lies in.

`python -m ipykernel_launcher` looks there first: a types.py ended every kernel before it began
(https://github.com/ipython/ipykernel/issues/512). With `-P` IPython would not import a user's own
modules from there either. IPython itself appends the folder, behind the standard library.
"""

import sys

del sys.path[0]  # this file's

from ipykernel import kernelapp  # noqa: E402

kernelapp.launch_new_instance()
