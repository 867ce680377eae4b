"""Searching a file for viruses by a clamd, where CLAMD_SOCKET names one."""

import logging
import socket
import struct
from pathlib import Path

from storefront.artwork import words
from storefront.artwork.bad_artwork import BadArtwork
from storefront.config import config

log = logging.getLogger(__name__)

CHUNK = 256 * 1024
PATIENCE = 60  # seconds without a word from clamd


def scan(path: Path) -> None:
    """Return if clamd finds nothing, or none is set. Raises BadArtwork, also when it is silent."""
    if not config().clamd_socket:
        return
    try:
        reply = _ask(config().clamd_socket, path)
    except OSError as trouble:
        log.error("clamd does not answer: %s", type(trouble).__name__)
        raise BadArtwork(words.CANNOT_CHECK, 503) from None
    if reply.endswith("FOUND"):
        log.warning("clamd refused an upload: %s", reply[:200])
        raise BadArtwork(words.HARMFUL, 422)
    if not reply.endswith("OK"):
        log.error("clamd said: %s", reply[:200])
        raise BadArtwork(words.CANNOT_CHECK, 503)


def _ask(address: str, path: Path) -> str:
    """clamd's INSTREAM: chunks with their length before them, and a zero at the end."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as clamd, path.open("rb") as file:
        clamd.settimeout(PATIENCE)
        clamd.connect(address)
        clamd.sendall(b"zINSTREAM\0")
        while chunk := file.read(CHUNK):
            clamd.sendall(struct.pack("!L", len(chunk)) + chunk)
        clamd.sendall(struct.pack("!L", 0))
        answer = b""
        while part := clamd.recv(4096):
            answer += part
    return answer.decode(errors="replace").rstrip("\0\n ")
