"""The push journal: a line on disk before each order leaves, and one after.

The database says the same. The journal is for the day when the database was restored from last
night: what it knows and the database does not has been sent.
"""

import json
import os
from pathlib import Path

from storefront.clock import now
from storefront.config import config


def write(what: str, reference: str, attempt_id: int, **facts: str) -> None:
    """Append a line and wait until it is on the disk. Raises OSError: then nothing may be sent."""
    folder = config().instance_path / "push-journal"
    folder.mkdir(exist_ok=True)
    line = {"at": now().isoformat(), "what": what, "item": reference, "attempt": attempt_id}
    text = f"\n{json.dumps(line | facts)}\n"  # begins anew even after a torn line
    _append(folder / f"{now():%Y-%m}.ndjson", text.encode())


def _append(path: Path, line: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        if os.write(descriptor, line) != len(line):
            raise OSError("the push journal took only part of a line")
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
