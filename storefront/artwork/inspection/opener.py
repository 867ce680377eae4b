"""Opens one print file and says what it is. Run as a program of its own, which may be killed.

Knows nothing of the shop: `opener.py pdf /path` prints `Facts` as JSON, or {"refused"} with a word
for why. With more words it writes one file, and prints the same: see `mending`.
"""

import os
import resource
import sys
import types
from pathlib import Path

MEMORY = 1024**3  # bytes
CPU = 15  # seconds
NICENESS = 15  # pages come first: a file that is looked at takes what they leave
LARGEST_WRITTEN = 600 * 1024**2  # bytes of a file that it makes


def limit(written: int) -> None:
    os.nice(max(0, NICENESS - os.nice(0)))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU, CPU))
    resource.setrlimit(resource.RLIMIT_FSIZE, (written, written))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def without_the_shop() -> None:
    """Let modules beside this one be imported under their names, but not the shop itself."""
    package = types.ModuleType("storefront")
    package.__path__ = [str(Path(__file__).resolve().parents[2])]
    sys.modules["storefront"] = package


if __name__ == "__main__":
    limit(LARGEST_WRITTEN if len(sys.argv) > 3 else 0)
    without_the_shop()
    from storefront.artwork.inspection.answering import answer

    sys.stdout.buffer.write(answer(*sys.argv[1:]))
