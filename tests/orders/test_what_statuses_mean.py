"""4Over's texts: what an admin says they mean counts, and a new one is told of once."""

from datetime import timedelta
from email import message_from_string, policy

import pytest

from storefront import jobs
from storefront.clock import now
from storefront.database import db
from storefront.fourover.statuses import JobPhase
from storefront.orders.models import ItemStatus, Notice, NoticeKind, PrintJob, StatusMeaning
from storefront.orders.unheard_of import forget, say, seen_statuses
from storefront.orders.words import customer_words, timeline
from tests.factories import a_user, an_account, an_order, with_settings
from tests.neighbors import mine


@pytest.fixture
def item(app):
    with_settings(shop_email="hello@shop.example")
    an_account()
    return an_item()


def an_item():
    item = an_order(status=ItemStatus.IN_PRODUCTION, user=a_user()).items[0]
    job_id = f"Z{item.order.number}-001"
    item.print_jobs.append(PrintJob(job_id=job_id, files_attached_at=now() - timedelta(hours=3)))
    db.session.commit()
    return item


@pytest.fixture
def look(fourover, queue):
    def look(item, *statuses):
        fourover.has_history(item.print_jobs[0].job_id, *statuses)
        queue.run(jobs.track_order_item, item.id)

    return look


@pytest.fixture
def mails(queue, tmp_path):
    def mails():
        jobs.sweep()
        queue.run_all()
        folder = tmp_path / "mail"
        files = folder.iterdir() if folder.is_dir() else []
        return [message_from_string(file.read_text(), policy=policy.default) for file in files]

    return mails


def test_a_text_that_is_new_is_shown_neutrally_and_told_once(item, look, mails):
    other = an_item()
    look(item, "Gilded by Moonlight")
    look(other, "Gilded by Moonlight")
    look(item, "Gilded by Moonlight")

    (mail,) = mails()
    assert mail["Subject"].endswith("has a status at 4Over that is new to the shop")
    assert "Gilded by Moonlight" in mail.get_content()
    stage = customer_words(item)
    assert (stage.label, stage.tone) == ("In progress", "info")
    assert item.stopped_jobs == []
    look(item, "Silvered")
    assert len(mails()) == 2  # the control: another text is another mail


def test_a_known_text_is_no_news(item, look, mails):
    look(item, "On Press")

    assert mails() == []
    assert item.print_jobs[0].status == "On Press"


def test_what_an_admin_says_of_it_counts_at_once_and_from_then_on(item, look):
    look(item, "Gilded by Moonlight", "On Press")
    say("gilded by  MOONLIGHT", JobPhase.FILES, "Please send us a gold file.")
    db.session.commit()

    assert [job.status for job in item.stopped_jobs] == ["Gilded by Moonlight"]
    assert customer_words(item).sentence == "Please send us a gold file."
    look(item, "Batch Prep", "Gilded by Moonlight", "On Press")
    assert item.stopped_jobs == []
    look(item, "Gilded by Moonlight", "Batch Prep", "Gilded by Moonlight", "On Press")
    assert len(item.stopped_jobs) == 1
    forget(db.session.query(StatusMeaning).one())
    db.session.commit()
    assert item.stopped_jobs == []
    assert customer_words(item).label == "In progress"


def test_they_are_counted_with_the_unknown_first(item, look):
    look(item, "gilded", "On Press", "New")
    look(an_item(), "On  Press")

    mine_of_them = [
        (one.text, one.times, one.unknown)
        for one in seen_statuses()
        if one.text.lower() in ("gilded", "on press", "on  press")
    ]
    assert [times for _, times, _ in mine_of_them][:1] == [1]
    assert mine_of_them[0] == ("gilded", 1, True)
    assert mine_of_them[1][1] >= 2
    assert not mine_of_them[1][2]


def test_waiting_for_the_first_files_is_no_stop_until_they_should_be_seen(item, look):
    job = item.print_jobs[0]
    job.files_attached_at = None
    db.session.commit()
    look(item, "Awaiting Artwork")
    assert item.stopped_jobs == []
    assert customer_words(item).label == "Checking files"
    assert "Needs other files" not in [line.text for line in timeline(item)]
    for hours, stopped in ((1, 0), (3, 1)):
        job.files_attached_at = now() - timedelta(hours=hours)
        db.session.commit()
        look(item, "Awaiting Artwork")
        assert len(item.stopped_jobs) == stopped
    assert customer_words(item).label == "Needs other files"


def test_stopped_anew_for_the_same_counts_from_then_on(item, look, fourover):
    job = item.print_jobs[0]
    look(item, "Awaiting New Files")
    job.stopped_at = now() - timedelta(days=5)
    db.session.commit()
    look(item, "Awaiting New Files")
    assert job.stopped_at < now() - timedelta(days=4)  # the control: the same line again
    look(item, "Awaiting New Files", "Received New Files", "Awaiting New Files")
    assert job.stopped_at > now() - timedelta(days=1)


def test_without_an_address_nobody_is_owed_a_mail(item, look):
    with_settings(shop_email="")
    look(item, "Gilded by Moonlight")

    assert item.print_jobs[0].status == "Gilded by Moonlight"
    kinds = [notice.kind for notice in mine(Notice).all()]
    assert NoticeKind.UNHEARD_OF not in kinds
