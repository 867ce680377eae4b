"""The statuses that a job goes through, and where the turning points are (API 13)."""

from storefront.sandbox.catalog.listing import Listing
from storefront.sandbox.catalog.words import known

ARTWORK, NEW, APPROVAL = "Awaiting Artwork", "New", "Awaiting Preview Approval"
NO_RETURN = "Batch Imposition"  # once a job is past this it cannot be cancelled
SHIPPED, CANCELED = "Complete: Shipped", "Canceled"
NEW_FILES, GOT_FILES = "Awaiting New Files", "Received New Files"
REJECTED, REPRINT = "Delivery Rejected", "Sent to Reprint"
UNHEARD_OF = "Quality Gate 7"  # a text in no table of 4Over's

IDS = {
    NEW: "0ac85e2d-1cb5-40d0-bffc-f84e174c629f",
    ARTWORK: "59761840-0cc0-4cc7-b206-f09c476f9a85",
    "Pre-Flighting": "c769c3b6-4af3-4e53-81db-f13dd03c6db9",
    APPROVAL: "036df273-7a58-4f83-8706-e1d4798cebb7",
    "Batch Prep": "58887039-462a-4280-bc53-e81f2e04e1b0",
    NO_RETURN: "dee52f6f-172f-4271-8e63-8133c40da0d7",
    "Plated": "0962958c-37dd-4766-81e7-7390e629b65f",
    "On Press": "266b034e-a3d0-471a-9e32-2b6c7c97d2c9",
    "UV Coating": "c04e56bf-cda4-464b-bcb0-2d92e808eac4",
    "Foiling": "bfbafe14-9e44-4f69-8775-1be6e4fa97a3",
    "Cutting": "e778fd1d-15ad-4bac-b875-bdb78f6d0784",
    "Bindery": "93ea9cfa-cbc3-496e-85ed-cb17bceaa5e2",
    "Finishing": "d7010921-1954-4634-bcde-853f282faaac",
    "Packaging": "33a7ca53-03b2-44f8-9a83-a947380cd6f0",
    SHIPPED: "b48f0743-ac6f-4e09-9cc5-9f43abeb07e0",
    "Complete: Shipment Delivery Confirmed": "69af19b4-fc6b-4926-872a-021c11680f4a",
    CANCELED: "e22b3fec-57a1-45ac-9576-b77da27b91a7",
    NEW_FILES: "d11561ab-5513-4e34-bced-5d5018b8c49a",
    GOT_FILES: "fe468ee7-3886-4184-80f9-dba0ab3c74ce",
    REJECTED: "d04f17b5-1aff-47af-9f98-cc679663c445",
    REPRINT: "56caa582-dd51-41da-a7fa-6881737a23d9",
    "On Hold: Contact Accounting": "018869f7-739b-4c7c-a4cd-fe2d90203263",
    "On Hold: Awaiting Revised Upload": "b451269a-5814-4588-b40d-2cc5ab17f688",
    "Awaiting Customer Response": "ce1fc74c-158d-48e7-a790-5dd16cf16386",
    "On Hold: Contact Processing": "610e9468-110e-48c4-836b-2caecfa70ae0",
    "On Hold: Awaiting Proof Approval": "b28fb119-2698-430b-aa36-c4c602fea69d",
    "On Hold: Awaiting Mailing List": "fe1ccf8f-41c6-4104-99e0-ea7dfc71b0bd",
    "On Hold: Per Customer": "8359be86-5d43-40ad-b04a-ef379ced75c9",
    "Assigned to Troubleshooter": "2c92784d-6095-4cc3-9485-d0b5e8e033f1",
    "Awaiting Samples": "0c3a7a48-3ae6-424f-a76c-799706bd95dd",
    UNHEARD_OF: known("status", UNHEARD_OF),
}
STOPS = (  # a job can be put there by hand, and stays until a person or new files move it on
    "On Hold: Contact Accounting",
    "On Hold: Contact Processing",
    "On Hold: Awaiting Revised Upload",
    "On Hold: Awaiting Mailing List",
    "On Hold: Awaiting Proof Approval",
    "On Hold: Per Customer",
    ARTWORK,
    NEW_FILES,
    APPROVAL,
    "Awaiting Customer Response",
    "Awaiting Samples",
    "Assigned to Troubleshooter",
    REJECTED,
    REPRINT,
    UNHEARD_OF,
)
FOR_FILES = (
    ARTWORK,
    NEW_FILES,
    "On Hold: Awaiting Revised Upload",
    "On Hold: Awaiting Mailing List",
)


def route(listing: Listing, *, has_files: bool, approved: bool) -> list[str]:
    """The statuses of a job, first to last."""
    line, coating = listing.family.line, listing.coating
    before = [NEW if has_files else ARTWORK, "Pre-Flighting"]
    if not approved:
        before.append(APPROVAL)
    made = ["Batch Prep", NO_RETURN, "Plated", "On Press"]
    if coating.startswith(("UV", "SPUV")):
        made.append("UV Coating")
    if line.startswith("foil"):
        made.append("Foiling")
    if line in ("banner", "sign", "wear"):
        made.append("Finishing")
    else:
        made.append("Bindery" if line in ("booklet", "calendar") else "Cutting")
    return [*before, *made, "Packaging", SHIPPED, "Complete: Shipment Delivery Confirmed"]
