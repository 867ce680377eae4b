"""4Over's status texts and the phases they stand for."""

import pytest

from storefront.fourover.statuses import (
    JobPhase,
    cancellable,
    delivered,
    phase_of,
    shipped,
    too_far_to_cancel,
)

TEXTS = {
    JobPhase.RECEIVED: "New|Order Pending|Pre-Flighting|Received New Files|Received Samples",
    JobPhase.FILES: "Awaiting Artwork|Awaiting New Files|On Hold: Awaiting Revised Upload|"
    "On Hold: Awaiting Group Artwork and/or Approval|On Hold: Awaiting Mailing List",
    JobPhase.PREVIEW: "Awaiting Preview Approval|On Hold: Awaiting Proof Approval",
    JobPhase.ANSWER: "On Hold: Per Customer|Awaiting Customer Response|Awaiting Samples|"
    "Message Left With Customer",
    JobPhase.ON_HOLD: "On Hold: Contact Accounting|ON HOLD|On Hold: Troubleshooting Review",
    JobPhase.PREPARING: "Batch Prep|Batch Staging|Batch Imposition|Pre-Press|Plated",
    JobPhase.PRINTING: "On Press|Post-Press|UV Coating|Silk Coating|Foiling|Cutting|Finishing|"
    "Bindery|Bindery Complete|Department Transfer|Status Adjustment",
    JobPhase.PACKING: "Packaging|Delivery Pending|On Pallet for Delivery|Pickup Staging|Mailing|"
    "Mailing Addressing|Out for Mail Drop",
    JobPhase.ON_THE_WAY: "Out for Local Delivery|OK to Pickup|Complete: Shipped|complete:  shipped",
    JobPhase.DONE: "Complete: Shipment Delivery Confirmed|Complete: Delivered|Complete: Picked Up|"
    "Complete: Mailed|Complete|Complete OH|Complete WA",
    JobPhase.CANCELLED: "Canceled|Cancelled",
    JobPhase.DISCARDED: "Complete: Discarded",
    JobPhase.REJECTED: "Delivery Rejected",
    JobPhase.REPRINT: "Sent to Reprint",
    JobPhase.TROUBLE: "Assigned to Troubleshooter|"
    "In Troubleshooting|Support / Trouble Demarcation|Complete: Coupon Given|"
    "Complete: Cost Split With Customer|Complete: QC Reprint|Complete: Ticket Closed",
    JobPhase.IN_PROGRESS: "Status|Gilded by Moonlight||Completely New",
}
ALL = [(text, phase) for phase, texts in TEXTS.items() for text in texts.split("|")]


@pytest.mark.parametrize(("text", "phase"), ALL)
def test_every_text_has_its_phase(text, phase):
    assert phase_of(text) is phase


def test_only_four_texts_say_that_it_arrived():
    assert [text for text, _ in ALL if delivered(text)] == [
        "Complete: Shipment Delivery Confirmed",
        "Complete: Delivered",
        "Complete: Picked Up",
        "Complete: Mailed",
    ]


def test_shipped_is_on_the_way_and_a_closed_complaint_is_not():
    assert shipped("Complete: Shipped")
    assert not delivered("Complete: Shipped")
    assert not shipped("Complete: Coupon Given")
    assert not shipped("OK to Pickup")


@pytest.mark.parametrize(
    "text", ["New", "Awaiting Artwork", "On Hold: Mailing", "Batch Imposition"]
)
def test_a_job_can_be_cancelled_until_it_is_imposed(text):
    assert cancellable(text)


@pytest.mark.parametrize(
    "text", ["Plated", "On Press", "Complete: Shipped", "Canceled", "Unheard of"]
)
def test_a_job_past_imposition_cannot(text):
    assert not cancellable(text)


def test_too_far_is_said_only_of_what_is_known_to_be_further():
    for text in ("Plated", "On Press", "Packaging", "Complete: Shipped", "Complete: Delivered"):
        assert too_far_to_cancel(text)
    for text in ("Quality Gate 7", "", "Batch Imposition", "On Hold: Mailing", "Canceled"):
        assert not too_far_to_cancel(text)
