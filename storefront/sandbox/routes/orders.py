"""Orders, and what becomes of their jobs (API 10, 11, 13, 14, 15)."""

import sqlite3

from flask import Blueprint, Response

from storefront.sandbox import requirements
from storefront.sandbox.answers import NOT_FOUND, Problem, answer, body
from storefront.sandbox.guard import hang_up
from storefront.sandbox.jobs import TOO_LATE, TOO_LATE_FOR_FILES
from storefront.sandbox.order_jobs import JobRefused, file_id
from storefront.sandbox.orders import take
from storefront.sandbox.world import here

bp = Blueprint("orders", __name__)


def job_or_404(job_id: str) -> sqlite3.Row:
    job = here().jobs.get(job_id)
    if job is None or job["account"] not in ("", here().account.name):  # others' are not told of
        raise Problem(404, NOT_FOUND)
    return job


@bp.post("/orders")
def place() -> Response:
    faults, order = here().faults, body()
    if faults.trigger("lose_order"):
        return hang_up()
    taken = take(here(), order)
    if taken["job_ids"] and faults.trigger("lose_answer"):
        return hang_up()
    return answer(taken)


@bp.post("/jobs/<job_id>/files")
def attach(job_id: str) -> Response:
    job_or_404(job_id)
    sent = body().get("files")
    if not isinstance(sent, list) or not sent or not all(isinstance(one, dict) for one in sent):
        raise Problem(400, "files is required")
    if here().faults.trigger("fail_attach"):
        raise Problem(500, "Internal Server Error")
    if here().faults.trigger("refuse_attach"):
        raise Problem(409, TOO_LATE_FOR_FILES)
    if here().faults.trigger("fail_files"):
        raise Problem(409, "Unable to download file for processing")
    if here().faults.trigger("lose_files"):
        return hang_up()
    for code in (code for one in sent for code in one):
        if code not in requirements.CODES:
            raise Problem(409, f"Invalid file reason: {code[:20]}")
    try:
        found = {code: file_id(here(), one[code]) for one in sent for code in one}
    except JobRefused as why:
        raise Problem(409, str(why)) from None
    if not here().jobs.attach(job_id, found):
        raise Problem(409, TOO_LATE_FOR_FILES)
    if here().faults.trigger("lose_files_answer"):
        return hang_up()
    return answer([f"File(s) succesfully attached to the order: {job_id}"])


@bp.get("/orders/<job_id>/status")
def status(job_id: str) -> Response:
    job_or_404(job_id)
    return answer({"entities": here().jobs.history(job_id)})


@bp.get("/orders/<job_id>/tracking")
def tracking(job_id: str) -> Response:
    job_or_404(job_id)
    return answer({"tracking": here().jobs.tracking(job_id)})


@bp.delete("/orders/<job_id>")
def cancel(job_id: str) -> Response:
    """The JSON value true, or a sentence; both with 200."""
    job_or_404(job_id)
    if here().faults.trigger("refuse_cancel") or not here().jobs.cancel(job_id):
        return answer(TOO_LATE)
    return answer(True)
