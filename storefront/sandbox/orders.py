"""Taking an order: checked, priced, turned into jobs, and answered in 4Over's shapes (API 10)."""

from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID, uuid5

from storefront.sandbox import profiles
from storefront.sandbox.answers import Problem, text, truth
from storefront.sandbox.order_jobs import JobRefused, Priced, sets_of
from storefront.sandbox.world import Sandbox

PREFIX = "X"
FIRST_NUMBER = 6_327_136_040
NO_PAYMENT = "You must post a payment at the time of order"
DECLINED = "Payment was declined: do not honor"
NOT_THIS_ONE = "The files of this set could not be processed"


def take(sandbox: Sandbox, order: dict[str, Any]) -> dict[str, Any]:
    """Take an order. An order can fail and still be answered 200; see `order_status`."""
    order_id, jobs = _well_formed(sandbox, order)
    number = sandbox.store.run(
        "INSERT INTO orders (order_id, placed_at, status, amount, is_test, account, card)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        *(
            order_id,
            datetime.now(UTC).isoformat(),
            "Failed",
            "0",
            truth(order.get("is_test_order")),
            sandbox.account.name,
            sandbox.account.card(_token(order)),
        ),
    )
    if refusal := _refusal(sandbox, order):
        errors = [_error(order_id, job, number, at, refusal) for at, job in enumerate(jobs, 1)]
        return _failed(order_id, errors)

    approved = truth(order.get("skip_conformation")) or truth(order.get("skip_confirmation"))
    sets: dict[int, Priced] = {}  # by their running number over the whole order
    errors = []
    place = 0
    for job in jobs:
        try:
            made = sets_of(sandbox, {"ship_to": jobs[0].get("ship_to"), **job}, approved=approved)
        except JobRefused as why:
            place += 1
            errors.append(_error(order_id, job, number, place, str(why)))
            continue
        sets |= dict(enumerate(made, place + 1))
        place += len(made)
    if sets and sandbox.faults.trigger("partial"):
        first, *late = sets
        # of a single set, even the one that was made is complained about
        for at in late or [first]:
            name = {"job_name": sets[at].job.job_name}
            errors.append(_error(order_id, name, number, at, NOT_THIS_ONE))
        sets = {first: sets[first]}
    amount = sum((priced.amount for priced in sets.values()), Decimal(0))
    if not sets:
        return _failed(order_id, errors)
    if not _agrees(order["payment"], amount):
        wrong = "The requested amount does not match the order total"
        return _failed(order_id, [_error(order_id, jobs[0], number, 1, wrong)])

    status = "Warning" if errors else "Success"
    jobs_made = {_job_id(number, place): priced for place, priced in sets.items()}
    with sandbox.store.transaction():
        sandbox.store.run(
            "UPDATE orders SET status = ?, amount = ? WHERE number = ?", status, str(amount), number
        )
        for job_id, priced in jobs_made.items():
            sandbox.jobs.add(job_id, number, priced.job)
    return _taken(sandbox, order, number, status, jobs_made, errors)


def _job_id(number: int, place: int) -> str:
    return f"{PREFIX}{FIRST_NUMBER + number}-{place:03d}"


def _well_formed(sandbox: Sandbox, order: dict[str, Any]) -> tuple[str, list[dict[str, Any]]]:
    order_id, jobs = text(order.get("order_id")), order.get("jobs")
    if not order_id:
        raise Problem(409, "Order ID missing")
    if not isinstance(jobs, list) or not jobs or not all(isinstance(job, dict) for job in jobs):
        raise Problem(409, "Jobs missing")
    if not all(text(job.get("job_name")) for job in jobs):
        raise Problem(409, "Job Name missing")
    if any(job.get("files") for job in jobs) and sandbox.faults.trigger("inline_files_500"):
        raise Problem(500, "Internal Server Error")
    known = sandbox.store.row("SELECT 1 FROM orders WHERE order_id = ?", order_id)
    if known and sandbox.faults.trigger("refuse_repeats"):
        raise Problem(409, f"Order {order_id} already exists")
    return order_id, jobs


def _refusal(sandbox: Sandbox, order: dict[str, Any]) -> str:
    """Why the order as a whole is not taken, or ""."""
    token = _token(order)
    if not token:
        return NO_PAYMENT
    if not sandbox.account.card(token):
        return "Payment profile not found"
    if fault := sandbox.faults.trigger("refuse_order"):
        return fault.value
    return DECLINED if sandbox.faults.trigger("decline_card") else ""


def _token(order: dict[str, Any]) -> str:
    payment = order.get("payment")
    return text(payment.get("profile_token")) if isinstance(payment, dict) else ""


def _agrees(payment: dict[str, Any], amount: Decimal) -> bool:
    """0 or null fails the order; absent, the computed amount is charged (API 12)."""
    if "requested_amount" not in payment:
        return True
    try:
        return Decimal(str(payment["requested_amount"])) == amount
    except InvalidOperation:
        return False


def _error(
    order_id: str, job: dict[str, Any], number: int, place: int, words: str
) -> dict[str, Any]:
    return {
        "customer_order_id": order_id,
        "customer_job_id": text(job.get("job_name")),
        "internal_id": _job_id(number, place),
        "message": words,
        "job_status": "Failed",
    }


def _failed(order_id: str, errors: list[dict[str, Any]]) -> dict[str, Any]:
    """Nothing was taken. Here the words are an object, in a Warning they are a string."""
    return {
        "order_status": "Failed",
        "customer_order_id": order_id,
        "job_ids": [],
        "payment_response": None,
        "payment_type": None,
        "errors": [{**error, "message": {"description": error["message"]}} for error in errors],
    }


def _taken(
    sandbox: Sandbox,
    order: dict[str, Any],
    number: int,
    status: str,
    sets: dict[str, Priced],
    errors: list[dict[str, Any]],
) -> dict[str, Any]:
    names = {job_id: priced.job.job_name for job_id, priced in sets.items()}
    job_ids: Any = {
        job_id: {"customer_job_id": name, "status": 200, "messages": []}
        for job_id, name in names.items()
    }
    if status == "Warning":
        job_ids = [{"internal_id": uuid, "customer_job_id": name} for uuid, name in names.items()]
    elif sandbox.faults.trigger("job_id_list"):
        job_ids = list(names)
    amount = sum((priced.amount for priced in sets.values()), Decimal(0))
    payment_uuid = str(uuid5(UUID(profiles.ORGANIZATION), str(number)))
    answer = {
        "order_status": status,
        "customer_order_id": text(order.get("order_id")),
        "job_ids": job_ids,
        "payment_response": profiles.payment(payment_uuid, amount),
        "payment_type": "authnet",
        "errors": errors,
    }
    if status == "Warning":  # neither payment nor breakdown comes with it (API 10.3)
        answer |= {"payment_response": None, "payment_type": None}
    elif order.get("display_breakdown_prices"):
        answer["job_cost_breakdown"] = {
            job_id: {name: str(part) for name, part in priced.breakdown.items()}
            for job_id, priced in sets.items()
        }
    return answer
