"""A real S3 server, once for all tests of a process: its signatures are checked."""

import contextlib
import json
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

KEY, SECRET = "shop", "secret-of-the-tests"


def _free_ports(many):
    with contextlib.ExitStack() as stack:
        probes = [stack.enter_context(socket.socket()) for _ in range(many)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]


@contextlib.contextmanager
def s3_server(folder):
    """Its settings, as the shop's environment has them. Each bucket is made when it is used."""
    folder = Path(folder)
    who = {"accessKey": KEY, "secretKey": SECRET}
    actions = ["Admin", "Read", "Write", "List", "Tagging"]
    identity = {"name": "shop", "credentials": [who], "actions": actions}
    (folder / "s3.json").write_text(json.dumps({"identities": [identity]}))
    # the gRPC port of each is the other's: by itself it would be 10,000 higher, and taken
    names = ("master", "volume", "filer", "s3")
    ports = dict(zip(names, zip(*[iter(_free_ports(8))] * 2, strict=True), strict=True))
    given = [f"-{name}.port={http}" for name, (http, _) in ports.items()]
    given += [f"-{name}.port.grpc={grpc}" for name, (_, grpc) in ports.items()]
    command = [
        str(Path(sys.executable).with_name("weed")), "server", f"-dir={folder}", "-s3",
        "-ip=127.0.0.1", "-ip.bind=127.0.0.1", f"-s3.config={folder}/s3.json",
        "-s3.port.iceberg=0", "-s3.port.lance=0", "-master.telemetry=false",
        "-volume.max=100", "-master.volumeSizeLimitMB=64", *given,
    ]  # fmt: skip
    url = f"http://127.0.0.1:{ports['s3'][0]}"
    with (folder / "weed.log").open("wb") as log:
        server = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        _wait_for(url, server)
        yield {"s3_endpoint": url, "s3_access_key_id": KEY, "s3_secret_access_key": SECRET}
    finally:
        server.kill()
        server.wait()


def _wait_for(url, server, seconds=90):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        assert server.poll() is None, "the S3 server ended"
        try:
            urllib.request.urlopen(url, timeout=2)
        except urllib.error.HTTPError as answered:
            if answered.code == 403:  # it is there, and lets nobody in without a key
                return
        except OSError:
            pass
        time.sleep(0.2)
    raise AssertionError("the S3 server does not answer")
