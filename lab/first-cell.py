# What ./demo runs as a user of the hub.
from importlib.metadata import version
from pathlib import Path

import rlm

limits = ["/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"]
limit = next(int(Path(file).read_text()) for file in limits if Path(file).exists())
print(f"{rlm.__name__} of rlms {version('rlms')} works here, with {limit >> 20} MB of memory")
