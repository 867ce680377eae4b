"""Files are searched for viruses where the owner runs a clamd."""

import socket
import struct
import threading

import pytest

from storefront.artwork.bad_artwork import BadArtwork
from storefront.artwork.scanning import scan


class Clamd:
    """Speaks clamd's INSTREAM on a socket of its own."""

    def __init__(self, address):
        self.received, self.verdict = b"", "stream: OK"
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.bind(address)
        self.socket.listen()
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            try:
                line, _ = self.socket.accept()
            except OSError:
                return
            with line, line.makefile("rb") as stream:
                assert stream.read(10) == b"zINSTREAM\0"
                while length := struct.unpack("!L", stream.read(4))[0]:
                    self.received += stream.read(length)
                line.sendall(self.verdict.encode() + b"\0")


@pytest.fixture
def address(tmp_path):
    return str(tmp_path / "clamd")


@pytest.fixture
def settings(address):
    return {"clamd_socket": address}


@pytest.fixture
def clamd(address):
    clamd = Clamd(address)
    yield clamd
    clamd.socket.close()


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(b"x" * 600_000)
    return path


def test_a_clean_file_passes_whole(app, clamd, file):
    scan(file)

    assert clamd.received == file.read_bytes()


@pytest.mark.parametrize(
    ("verdict", "status"),
    [("stream: Eicar FOUND", 422), ("INSTREAM size limit exceeded. ERROR", 503)],
)
def test_anything_but_a_yes_is_a_no(app, clamd, file, verdict, status):
    clamd.verdict = verdict

    with pytest.raises(BadArtwork) as refused:
        scan(file)

    assert refused.value.status == status


def test_a_silent_clamd_lets_nothing_in(app, file):
    with pytest.raises(BadArtwork) as refused:
        scan(file)

    assert refused.value.status == 503


class TestWithoutOne:
    @pytest.fixture
    def settings(self):
        return {}

    def test_nothing_is_asked(self, app, file):
        assert scan(file) is None
