"""Giving 4Over the files of print jobs that were ordered without them (API 11).

Attaching twice does no harm, so the sweep repeats it until it has worked.
"""

import logging
from datetime import timedelta

from sqlalchemy import select

from storefront.clock import now
from storefront.database import db, end_transaction
from storefront.fourover.errors import FourOverError
from storefront.orders.models import ItemStatus, OrderItem, PrintJob
from storefront.orders.pushing.preparing import links_of_set
from storefront.partner.account import client_for

log = logging.getLogger(__name__)

AT_4OVER = (ItemStatus.IN_PRODUCTION, ItemStatus.HELD)
AGAIN_AFTER = timedelta(seconds=60)


def attach(item_id: int) -> None:
    """Attach the files of each print job that has none yet. Commits after each."""
    item = db.session.get_one(OrderItem, item_id)
    if item.order.account is None:
        end_transaction()
        return
    todo = {
        job.job_id: links_of_set(item, job.set_number)
        for job in item.print_jobs
        if job.files_attached_at is None and not job.let_go
    }
    client = client_for(item.order.account)
    end_transaction()
    for job_id, files in todo.items():
        try:
            client.attach_files(job_id, files)
        except FourOverError as trouble:
            log.warning("Files of %s not attached: %s", job_id, trouble)
            note, attached_at = trouble.sentence, None
        else:
            note, attached_at = "", now()
        job = db.session.get_one(PrintJob, job_id)
        job.files_note, job.files_attached_at, job.files_tried_at = note, attached_at, now()
        db.session.commit()


def left_without_files() -> list[int]:
    """Items with a print job that still waits for its files, for the sweep."""
    tried = PrintJob.files_tried_at
    return list(
        db.session.scalars(
            select(OrderItem.id)
            .join(PrintJob)
            .where(
                OrderItem.status.in_(AT_4OVER),
                PrintJob.files_attached_at.is_(None),
                PrintJob.let_go.is_(False),
                tried.is_(None) | (tried < now() - AGAIN_AFTER),
            )
            .distinct()
        )
    )
