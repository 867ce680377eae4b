"""What must be right before anything is started; each in one sentence if it is not."""

import errno
import fcntl
import os
import shutil
import socket
from pathlib import Path
from typing import IO

LEAST_FREE = 200 * 1024 * 1024  # bytes: artwork, logs and the database want room


class CannotStart(Exception):
    """The shop cannot start. The text says why, and what to do."""


def check_instance(folder: Path, least_free: int = LEAST_FREE) -> None:
    """The instance folder can be made and written, and its disk has room."""
    probe = folder / f".probe-{os.getpid()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "logs").mkdir(exist_ok=True)
        probe.write_bytes(b"x" * 4096)
        probe.unlink()
    except OSError as trouble:
        if trouble.errno in (errno.ENOSPC, errno.EDQUOT):
            raise CannotStart(_full(folder, 0, least_free)) from None
        raise CannotStart(
            f"The instance folder {folder} cannot be written ({trouble.strerror}). "
            "Make it writable, or name another with INSTANCE_PATH."
        ) from None
    free = shutil.disk_usage(folder).free
    if free < least_free:
        raise CannotStart(_full(folder, free, least_free))


def _full(folder: Path, free: int, least_free: int) -> str:
    return (
        f"The disk of {folder} is full: {free // 2**20} MB are free, and the shop needs "
        f"{least_free // 2**20} MB. Make room, or name another folder with INSTANCE_PATH."
    )


def check_port(host: str, port: int, variable: str = "PORT") -> None:
    """Nobody else listens there."""
    try:
        _bind(host, port)
    except OSError as trouble:
        if trouble.errno == errno.EADDRINUSE:
            raise CannotStart(
                f"Port {port} on {host} is taken, perhaps by a shop that is still running. "
                f"Stop that, or choose another port with {variable}=… ."
            ) from None
        why = trouble.strerror or str(trouble)
        raise CannotStart(f"The shop cannot listen on {host}, port {port}: {why}.") from None


def free_port(host: str, preferred: int) -> int:
    """The preferred port if it is free, else one that is."""
    try:
        return _bind(host, preferred)
    except (OSError, OverflowError):  # there is none above 65535
        return _bind(host, 0)


def _bind(host: str, port: int) -> int:
    family, kind, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    with socket.socket(family, kind) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(address)
        return int(probe.getsockname()[1])


def only_one(folder: Path) -> IO[str]:
    """Hold the instance for this supervisor; keep what is returned for as long as it runs."""
    lock = (folder / "supervise.lock").open("a+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        raise CannotStart(
            f"A shop is already running on {folder}. Stop it, or name another folder with "
            "INSTANCE_PATH."
        ) from None
    return lock
