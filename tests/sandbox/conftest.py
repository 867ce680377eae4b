"""A sandbox over real HTTP, a customer of it, and a server that holds artwork to be fetched."""

from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
import requests

from storefront.sandbox import create_sandbox
from storefront.sandbox.catalog import words
from storefront.sandbox.guard import signature
from storefront.sandbox.serve import Server

GLENDALE = {
    "address": "5900 San Fernando Rd",
    "city": "Glendale",
    "state": "CA",
    "country": "US",
    "zipcode": "91202",
}
KNOXVILLE = {**GLENDALE, "city": "Knoxville", "state": "TN", "zipcode": "37923"}


class Customer:
    """Signs its calls as 4Over asks, and knows how to find and order a product."""

    def __init__(self, url, sandbox):
        self.url, self.sandbox = url, sandbox
        self.session = requests.Session()

    def call(self, method, path, /, **more):
        header = f"API sandbox_public:{signature('sandbox-private-key', method)}"
        headers = {"Authorization": header}
        return self.session.request(method, self.url + path, headers=headers, timeout=20, **more)

    def get(self, path, /, **params):
        return self.call("GET", path, params=params)

    def post(self, path, /, **body):
        return self.call("POST", path, json=body)

    def control(self, path, method="POST", /, **body):
        response = self.session.request(method, f"{self.url}/sandbox/api{path}", json=body)
        response.raise_for_status()
        return response.json()

    def sheet(self, code):
        """Everything there is to order of the product with that code."""
        found = [one for one in self.sandbox.catalog.listings if one.code == code]
        return self.sandbox.catalog.sheet(found[0])

    def picks(self, code="14PT-BCUV-2X3.5", runsize=500, colorspec="4/4", turnaround="224"):
        return {
            "product_uuid": self.sheet(code).listing.uuid,
            "runsize_uuid": words.runsize_uuid(runsize),
            "colorspec_uuid": words.COLORSPECS[colorspec][0],
            "turnaroundtime_uuid": words.TURNAROUNDS[turnaround][0],
        }

    def option(self, code, name):
        for group in self.sheet(code).groups:
            for option in group.options:
                if option.name == name:
                    return option.uuid
        raise LookupError(name)

    def quote(self, options=(), **picks):
        params = {**self.picks(**picks), "options[]": list(options)}
        return self.get("/printproducts/productquote", **params)

    def job(self, **changes):
        return {
            "job_name": "1042-1 cards",
            **self.picks(),
            "option_uuids": [],
            "dropship": False,
            "skip_files": True,
            "ship_to": {"company": "Sample Shop", "phone": "555-0100", **GLENDALE},
            "shipper": {"shipping_method": "Ground Shipping", "shipping_code": "03"},
            **changes,
        }

    def ask_shipping(self, job):
        """As somebody does who is about to order it."""
        names = ("product_uuid", "runsize_uuid", "colorspec_uuid")
        picks = {name: job.get(name) for name in names}
        turnaround = job.get("turnaroundtime_uuid") or words.TURNAROUNDS["224"][0]
        info = {**picks, "turnaround_uuid": turnaround, "option_uuids": job.get("option_uuids")}
        return self.post("/shippingquote", product_info=info, shipping_address=job.get("ship_to"))

    def order(self, *jobs, order_id="1042-1", quoted=True, **more):
        for job in (jobs or [self.job()]) if quoted else ():
            self.ask_shipping(job)
        order = {
            "order_id": order_id,
            "skip_conformation": True,
            "jobs": list(jobs) or [self.job()],
            "payment": {"profile_token": "sandbox-visa"},
        }
        return self.post("/orders", **{**order, **more})

    def ordered(self, *jobs, **more):
        """The job ids of an order that was taken."""
        answer = self.order(*jobs, **more).json()
        assert answer["order_status"] == "Success", answer["errors"]
        return list(answer["job_ids"])

    def printing(self, artwork, **more):
        """The id of a job that has its files."""
        files = {"fr": f"{artwork}/front.pdf", "bk": f"{artwork}/back.pdf"}
        return self.ordered(self.job(skip_files=False, files=files), **more)[0]

    def status(self, job_id):
        return self.get(f"/orders/{job_id}/status").json()["entities"][0]["status"]

    def advance(self, job_id, until):
        for _ in range(20):
            if self.status(job_id) == until:
                return
            self.control(f"/jobs/{job_id}/advance")
        raise AssertionError(f"{job_id} never came to {until}")


@pytest.fixture
def start():
    """Starts sandboxes, with whatever settings, and stops them in the end."""
    running = []

    def start(**settings):
        app = create_sandbox(**{"clock_seconds_per_step": 0, **settings})
        server = Server(app).start()
        running.append((app, server))
        return Customer(server.url, app.extensions["sandbox"])

    def stop():
        while running:
            app, server = running.pop()
            server.stop()
            app.extensions["sandbox"].close()

    start.stop = stop
    yield start
    stop()


@pytest.fixture
def fourover(start):
    return start()


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *args):
        pass


@pytest.fixture
def artwork(tmp_path):
    """The address of a server with front.pdf and back.pdf on it."""
    folder = tmp_path / "artwork"
    folder.mkdir()
    for name in ("front.pdf", "back.pdf"):
        (folder / name).write_bytes(b"%PDF-1.4 " + name.encode())
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=folder))
    Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
