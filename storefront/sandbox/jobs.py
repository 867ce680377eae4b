"""Print jobs: how they come into being, move on, get their files, are shipped or cancelled."""

import json
import sqlite3
from dataclasses import dataclass
from typing import Any

from storefront.sandbox import statuses
from storefront.sandbox.clock import Clock
from storefront.sandbox.store import Store

TOO_LATE = "Job has progressed too far for cancellation"
TOO_LATE_FOR_FILES = "Files can no longer be attached to this job"


@dataclass(frozen=True)
class NewJob:
    """One set of an order, about to become a job."""

    job_name: str
    product: str
    choices: str
    price: str
    ship_to: str
    route: list[str]
    needs: list[str]  # file reasons
    files: dict[str, str]  # reason: file id


class Jobs:
    def __init__(self, store: Store, clock: Clock) -> None:
        self.store, self.clock = store, clock

    def add(self, job_id: str, order_number: int, job: NewJob) -> None:
        waits = "artwork" if job.route[0] == statuses.ARTWORK else ""
        tracking = f"1Z2A6101{order_number % 10**7:07d}{int(job_id[-3:]):03d}"
        self.store.run(
            "INSERT INTO jobs VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?, ?)",
            *(job_id, order_number, job.job_name, job.product, job.choices, job.price),
            *(job.ship_to, json.dumps(job.route), self.clock.now + self.clock.step),
            *(json.dumps(job.needs), waits, tracking),
        )
        self._note(job_id, job.route[0], self.clock.now)
        self._keep(job_id, job.files)

    def attach(self, job_id: str, files: dict[str, str]) -> bool:
        """Give a job its files, while it is not being printed; False if it is too late for them.

        Once it has all it needs it goes on by itself.
        """
        self.tick()
        with self.store.transaction():
            job = self.get(job_id)
            if job is None or job["waits_for"] == "nothing":
                return False
            if job["waits_for"] != "new files" and not _cancellable(job):
                return False
            self._keep(job_id, files)
            have, due = self.files(job_id), self.clock.now + self.clock.step
            if job["waits_for"] == "new files":
                self._note(job_id, statuses.GOT_FILES, self.clock.now)
            elif job["waits_for"] != "artwork" or not set(json.loads(job["needs"])) <= {*have}:
                return True
            self.store.run("UPDATE jobs SET waits_for = '', due = ? WHERE job_id = ?", due, job_id)
        return True

    def stop(self, job_id: str, status: str) -> bool:
        """Put a job where somebody has to act, one of statuses.STOPS. False if it cannot be."""
        self.tick()
        with self.store.transaction():
            job = self.get(job_id)
            if job is None or status not in statuses.STOPS or _is_over(job):
                return False
            waits = "new files" if status in statuses.FOR_FILES else "a person"
            if status == statuses.REPRINT:  # printed again, and sent in a parcel of its own
                step = json.loads(job["route"]).index("Batch Prep")
                numbers = f"{job['tracking']} {job['tracking'][:-1]}R" if _tracking(job) else ""
                self.store.run(
                    "UPDATE jobs SET step = ?, tracking = ? WHERE job_id = ?",
                    *(step, numbers or job["tracking"], job_id),
                )
            self._note(job_id, status, self.clock.now)
            self.store.run("UPDATE jobs SET waits_for = ? WHERE job_id = ?", waits, job_id)
        return True

    def tick(self) -> None:
        """Move on every job whose time has come."""
        if not self.clock.running:
            return
        with self.store.transaction():
            while moved := self._due():
                for job in moved:
                    self._step(job, job["due"])
        self.clock.save()

    def _due(self) -> list[sqlite3.Row]:
        return self.store.rows(
            "SELECT * FROM jobs WHERE waits_for = '' AND due <= ? ORDER BY due", self.clock.now
        )

    def advance(self, job_id: str) -> bool:
        """Move one job on by hand; approves its preview, lets a stopped one go on. False if it
        cannot move."""
        self.tick()
        with self.store.transaction():
            job = self.get(job_id)
            if job is None or job["waits_for"] in ("artwork", "nothing"):
                return False
            self._step(job, self.clock.now)
        return True

    def advance_all(self) -> int:
        return sum(self.advance(job["job_id"]) for job in self.listed())

    def _step(self, job: sqlite3.Row, moment: float) -> None:
        route = json.loads(job["route"])
        step = min(job["step"] + 1, len(route) - 1)
        self._note(job["job_id"], route[step], moment)
        waits = "approval" if route[step] == statuses.APPROVAL else ""
        waits = "nothing" if step == len(route) - 1 else waits
        self.store.run(
            "UPDATE jobs SET step = ?, due = ?, waits_for = ? WHERE job_id = ?",
            *(step, moment + self.clock.step, waits, job["job_id"]),
        )

    def cancel(self, job_id: str) -> bool:
        """Take a job out of production, unless it is past Batch Imposition (API 15)."""
        self.tick()
        with self.store.transaction():
            job = self.get(job_id)
            if job is None or not _cancellable(job):
                return False
            if job["waits_for"] != "nothing":
                self._note(job_id, statuses.CANCELED, self.clock.now)
                self.store.run("UPDATE jobs SET waits_for = 'nothing' WHERE job_id = ?", job_id)
        return True

    def get(self, job_id: str) -> sqlite3.Row | None:
        found = "SELECT jobs.*, account FROM jobs JOIN orders ON number = order_number"
        return self.store.row(f"{found} WHERE job_id = ?", job_id)

    def history(self, job_id: str) -> list[dict[str, Any]]:
        """Newest first (API 13)."""
        self.tick()
        rows = self.store.rows("SELECT * FROM statuses WHERE job_id = ? ORDER BY id DESC", job_id)
        return [
            {
                "status_code_uuid": statuses.IDS[row["status"]],
                "status": row["status"],
                "date_set": row["set_at"],
            }
            for row in rows
        ]

    def tracking(self, job_id: str) -> str:
        """Empty until the parcel is on its way (API 14)."""
        self.tick()
        job = self.get(job_id)
        return _tracking(job) if job else ""

    def files(self, job_id: str) -> dict[str, str]:
        rows = self.store.rows("SELECT * FROM job_files WHERE job_id = ?", job_id)
        return {row["reason"]: row["file_uuid"] for row in rows}

    def listed(self) -> list[dict[str, Any]]:
        """Every job, newest first, as the practice page and tests want to see it."""
        self.tick()
        rows = self.store.rows(
            "SELECT jobs.*, orders.order_id, orders.is_test FROM jobs"
            " JOIN orders ON number = order_number ORDER BY order_number DESC, job_id"
        )
        return [self._shown(row) for row in rows]

    def _shown(self, row: sqlite3.Row) -> dict[str, Any]:
        names = ("job_id", "order_id", "job_name", "product", "choices", "price", "ship_to")
        last = self.store.row(
            "SELECT * FROM statuses WHERE job_id = ? ORDER BY id DESC LIMIT 1", row["job_id"]
        )
        return {
            **{name: row[name] for name in names},
            "is_test": bool(row["is_test"]),
            "status": last["status"] if last else "",
            "since": last["set_at"] if last else "",
            "step": row["step"],
            "steps": len(json.loads(row["route"])) - 1,
            "waits_for": row["waits_for"],
            "needs": json.loads(row["needs"]),
            "files": sorted(self.files(row["job_id"])),
            "tracking": _tracking(row),
            "can_be_cancelled": row["waits_for"] != "nothing" and _cancellable(row),
        }

    def _note(self, job_id: str, status: str, moment: float) -> None:
        self.store.run(
            "INSERT INTO statuses (job_id, status, set_at) VALUES (?, ?, ?)",
            *(job_id, status, self.clock.date(moment)),
        )

    def _keep(self, job_id: str, files: dict[str, str]) -> None:
        for reason, file_uuid in files.items():
            self.store.run("REPLACE INTO job_files VALUES (?, ?, ?)", job_id, reason, file_uuid)


def _is_over(job: sqlite3.Row) -> bool:
    """Canceled. One that arrived may still be rejected or printed again."""
    arrived = job["step"] == len(json.loads(job["route"])) - 1
    return bool(job["waits_for"] == "nothing" and not arrived)


def _cancellable(job: sqlite3.Row) -> bool:
    return bool(job["step"] <= json.loads(job["route"]).index(statuses.NO_RETURN))


def _tracking(job: sqlite3.Row) -> str:
    shipped = job["step"] >= json.loads(job["route"]).index(statuses.SHIPPED)
    return str(job["tracking"]) if shipped else ""
