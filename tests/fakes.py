"""Stand-ins of our own for what is outside: a browser, a queue, 4Over."""

import re
from contextvars import Context

import requests
from flask.testing import FlaskClient

from storefront.database import db


class Browser(FlaskClient):
    """Gives each request an app context of its own, as in production.

    The test's own transaction ends before, so that it holds no lock, and its rows are read
    afresh afterwards, so that it sees what the request changed.
    """

    def run_wsgi_app(self, *args, **kwargs):
        db.session.rollback()
        response = Context().run(super().run_wsgi_app, *args, **kwargs)
        db.session.expire_all()
        return response

    def login(self, user):
        """Sign in as this user, past the form."""
        user_id = user.get_id()
        with self.session_transaction() as session:
            session["_user_id"], session["_fresh"] = user_id, True
        return self


class FakeQueue:
    """Keeps jobs in a list until the test lets them run, as a worker would."""

    workers = 1

    def __init__(self, app):
        self.app = app
        self.jobs = []

    @property
    def count(self):
        return len(self.jobs)

    def enqueue(self, job, *ids, **how):
        self.jobs.append((job, *ids))

    def run_all(self):
        while self.jobs:
            self.run(*self.jobs.pop(0))

    def run(self, job, *ids):
        db.session.rollback()
        try:
            Context().run(self._in_context, job, ids)
        finally:
            db.session.expire_all()

    def _in_context(self, job, ids):
        with self.app.app_context():
            job(*ids)


def no_transaction_is_open(app):
    """4Over can take half a minute to answer; nobody may wait for our database meanwhile."""
    with app.app_context():
        pool = db.engine.pool

    def check(response):
        assert pool.checkedout() == 0, "a transaction is open during a call to 4Over"
        return response

    return check


class FakeFourOver:
    """Speaks HTTP, so the real client is always part of the test."""

    def __init__(self, http, url):
        self.http, self.url = http, url

    @property
    def calls(self):
        """What was asked, such as "POST /orders", in order."""
        return [
            f"{call.request.method} {call.request.path_url.split('?')[0]}"
            for call in self.http.calls
        ]

    def count(self, call):
        return self.calls.count(call)

    def answers(self, method, path, **answer):
        self.http.add(method, self.url + path, **answer)

    def has_cards(self, *cards):
        cards = cards or (
            {"profile_token": "dummy-token", "last_four": "1111", "type": "Dummy"},
            {"profile_token": "visa-token", "last_four": "4242", "type": "Visa"},
        )
        self.http.get(f"{self.url}/paymentprofiles", json={"entities": list(cards)})

    def quotes(self, total, base=None, discounts=()):
        """Every combination costs that much; `discounts` are rows of what is taken off sets."""
        self.http.get(
            f"{self.url}/printproducts/productquote",
            json={
                "base_price": float(base or total),
                "options_price": 0,
                "turnaroundtime_price": 0,
                "total_price": float(total),
            },
        )
        self.http.get(
            re.compile(f"{self.url}/printproducts/products/.*/quantitydiscounts"),
            json={"entities": list(discounts)},
        )

    def takes_orders(self, *job_ids, errors=(), status="Success", **more):
        jobs = {job_id: {"status": 200} for job_id in job_ids or ["Z1000000000-001"]}
        answer = {"order_status": status, "job_ids": jobs, "errors": list(errors)} | more
        self.http.post(f"{self.url}/orders", json=answer)
        self.attaches_files()

    def attaches_files(self):
        self.http.post(re.compile(f"{self.url}/jobs/.*/files"), json=["File(s) attached"])

    def refuses_orders(self, why, status=400):
        self.http.post(
            f"{self.url}/orders", json={"status": "error", "message": why}, status=status
        )

    def answers_orders_with(self, **answer):
        self.http.post(f"{self.url}/orders", **answer)

    def is_unreachable(self):
        self.http.post(f"{self.url}/orders", body=requests.ConnectTimeout("no route"))

    def stops_answering(self, method="POST", path="/orders"):
        self.http.add(method, self.url + path, body=requests.ReadTimeout("gave up"))

    def is_down(self):
        """Nothing is answered, whatever is asked."""
        for method in ("GET", "POST", "DELETE"):
            self.http.add(method, re.compile(f"{self.url}/.*"), status=503, body="down")

    def lets_jobs_go(self):
        self.http.delete(re.compile(f"{self.url}/orders/.*"), json=True)

    def keeps_jobs(self, why):
        self.http.delete(re.compile(f"{self.url}/orders/.*"), json=why)

    def has_history(self, job_id, *statuses):
        """Newest first, as 4Over tells it."""
        entities = [
            {"status_code_uuid": "u", "status": status, "date_set": f"2026-01-{28 - i:02} 10:00:00"}
            for i, status in enumerate(statuses)
        ]
        self.http.upsert("GET", f"{self.url}/orders/{job_id}/status", json={"entities": entities})

    def has_tracking(self, job_id, tracking):
        self.http.upsert("GET", f"{self.url}/orders/{job_id}/tracking", json={"tracking": tracking})
