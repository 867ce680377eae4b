"""A server on a real socket that drips, hangs up, stays silent or answers, as a test tells it."""

import socket
import threading
import time

QUIET = {"connection": "close"}


class Printer:
    """Answers each connection with `behave`, a function of the socket. Counts what arrived."""

    def __init__(self):
        self.requests = []
        self.connections = 0
        self.behave = answering(b"{}")
        self._stopped = threading.Event()

    def __enter__(self):
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(0.05)
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()
        return self

    def __exit__(self, *_):
        self._stopped.set()
        for thread in self._threads:
            thread.join(5)
        self._listener.close()

    def _accept(self):
        while not self._stopped.is_set():
            try:
                connection, _ = self._listener.accept()
            except TimeoutError:
                continue
            self.connections += 1
            thread = threading.Thread(target=self._serve, args=(connection,), daemon=True)
            thread.start()
            self._threads.append(thread)

    def _serve(self, connection):
        connection.settimeout(5)
        with connection:
            try:
                self.requests.append(read_request(connection))
                self.behave(connection)
            except OSError:
                pass  # the client gave up first


def read_request(connection):
    request = b""
    while b"\r\n\r\n" not in request:
        chunk = connection.recv(65536)
        if not chunk:
            return request
        request += chunk
    head, _, body = request.partition(b"\r\n\r\n")
    for line in head.split(b"\r\n"):
        if line.lower().startswith(b"content-length:"):
            while len(body) < int(line.split(b":")[1]):
                body += connection.recv(65536)
    return head + b"\r\n\r\n" + body


def answering(body, status="200 OK", *headers):
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers, "", ""]

    def behave(connection):
        connection.sendall("\r\n".join(lines).encode() + body)

    return behave


def resetting(connection):
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")


def hanging_up(connection):
    connection.shutdown(socket.SHUT_RDWR)


def sending_and_hanging_up(text):
    return lambda connection: connection.sendall(text)


def dripping(start, drop, seconds=3.0):
    """Sends a beginning, then a little at a time, faster than any timeout between two reads."""

    def behave(connection):
        connection.sendall(start)
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            connection.sendall(drop)
            time.sleep(0.05)

    return behave


def silent(connection):
    connection.recv(1)
