"""The troubles that there are."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """One trouble: what it is called, what it lets people practice, and what it may be given."""

    name: str
    title: str
    rehearses: str
    asks: str = ""  # the label of its value, if it takes one
    value: str = ""  # what it is unless said otherwise
    anywhere: bool = False  # may be narrowed to one path
    on_page: bool = True


KINDS = (
    Kind(
        "decline_card",
        "Decline the card",
        "The next order fails because the card is refused. Nothing is printed and nothing is "
        "charged. The item should wait for a person, with the reason in plain words.",
    ),
    Kind(
        "lose_card",
        "Take a card off the account",
        "The list of cards comes without it. Orders that would be charged to it should wait, and "
        "go on once another card is chosen.",
        "Its last four digits",
        "4242",
    ),
    Kind(
        "refuse_order",
        "Refuse the order",
        "4Over understands the order and says no. The item should wait with exactly these words.",
        "Words of the refusal",
        "This product cannot be printed with the selected options",
    ),
    Kind(
        "lose_answer",
        "Take the order, lose the answer",
        "The order is taken and will be printed, but the line drops before the answer arrives. "
        "The shop must not send it again by itself. Compare with the job list on this page.",
    ),
    Kind(
        "lose_order",
        "Lose the order",
        "The line drops before the order is taken. From the shop it looks like the one above; "
        "here no job appears. This is why a person has to look.",
    ),
    Kind(
        "partial",
        "Take only a part",
        "4Over answers Warning: the first set becomes a job, the others fail. What was taken "
        "must not be sent again.",
    ),
    Kind(
        "no_discount",
        "Charge every set in full",
        "Several sets cost their full price each, though a discount is listed. The difference "
        "should stand beside the charge.",
    ),
    Kind(
        "slow",
        "Answer slowly",
        "4Over takes its time. Pages should stay usable, and orders should wait patiently.",
        "Seconds",
        "20",
        anywhere=True,
    ),
    Kind(
        "error_500",
        "Internal errors",
        "Calls end in a server error. Reads are tried again; an order is not.",
        anywhere=True,
    ),
    Kind(
        "too_many",
        "Too many requests",
        "4Over asks to slow down (429, and not in JSON). Reads should slow down and go on; an "
        "order should wait and be sent later.",
        "Seconds it asks to wait (may be empty)",
        anywhere=True,
    ),
    Kind(
        "garbage",
        "Answer nonsense",
        "An HTML page where JSON belongs, with status 200. The shop should not take it for an "
        "answer, and say so in words that people understand.",
        anywhere=True,
    ),
    Kind(
        "empty_body",
        "Answer nothing",
        "An empty body, with status 200. An order answered so may or may not have been taken, "
        "so a person should look.",
        anywhere=True,
    ),
    Kind(
        "down",
        "Go down",
        "Every call is refused with 503, or the line is cut (write: drop), until the trouble is "
        "stopped. Customers should still be able to browse; orders should wait and then go out.",
        "503 or drop",
        "503",
    ),
    Kind(
        "move_price",
        "Move prices",
        "Price quotes and orders differ from the published prices by so many percent. The "
        "customer should see both prices; an order that got dearer should wait.",
        "Percent",
        "10",
    ),
    Kind(
        "fail_files",
        "Fail to fetch files",
        "4Over cannot download the artwork it is pointed to, as when the shop is not reachable "
        "from outside. The item should say so and keep its files.",
    ),
    Kind(
        "fail_attach",
        "Fail to attach files",
        "The job exists, but its files cannot be attached. It should be tried again, safely.",
    ),
    Kind(
        "refuse_attach",
        "Refuse files: too late",
        "A job that is stopped, or was placed without files, takes none any more. The customer and "
        "staff should be told, with what can be done.",
    ),
    Kind(
        "lose_files",
        "Lose the files",
        "The line drops before the files of a job are taken. The first files are sent again; other "
        "files in their place are not, as this looks just like the one below.",
    ),
    Kind(
        "lose_files_answer",
        "Take the files, lose the answer",
        "The files are taken, and the line drops before the answer. A stopped job then shows "
        "Received New Files, by which the shop should know.",
    ),
    Kind(
        "refuse_cancel",
        "Refuse to cancel",
        "A job is said to be too far along, whatever its status. The sentence should be shown.",
    ),
    Kind(
        "bad_credentials",
        "Refuse the keys",
        "Every call is answered 401, as with wrong keys. An admin should be told; orders wait.",
    ),
    Kind(
        "no_price",
        "No price",
        "Price quotes have a total of 0. That is no price, and nothing may be sold for it.",
    ),
    Kind(
        "withdraw",
        "Withdraw products",
        "These products are not printed any more: nothing lists them, not even what changed since "
        "the last sync. A full sync should hide them; an order for one should wait for a person.",
        "Product codes, separated by commas",
        "14PT-BCUV-2X3.5",
    ),
    Kind(
        "list_withdrawn",
        "List withdrawn products as changed",
        "What changed since the last sync then names withdrawn products, without a price. 4Over "
        "does not say whether it does so. A sync of what changed should hide them at once.",
    ),
    Kind(
        "raise_base",
        "Raise list prices",
        "Published base prices are dearer by so many percent, of all products or of those named, "
        "and these are among what changed since the last sync. A sync should bring the new prices.",
        "Percent, and product codes if not all: 10 14PT-BCUV-2X3.5",
        "10",
    ),
    # For tests and developers only: switches for what is not known of the real service.
    Kind("repeat_products", "", "/printproducts/products repeats itself", on_page=False),
    Kind("empty_lists", "", "every list is empty", on_page=False),
    Kind("foreign_links", "", "links lead to other hosts", on_page=False),
    Kind("quote_404", "", "bad combinations are 404, not 409", on_page=False),
    Kind("price_metadata", "", "descriptive options do not zero a quote", on_page=False),
    Kind("refuse_repeats", "", "a repeated order_id is refused", on_page=False),
    Kind("inline_files_500", "", "orders with files inside fail with 500", on_page=False),
    Kind("job_id_list", "", "job_ids is a plain list", on_page=False),
    Kind("no_candidates", "", "ambiguous addresses have no candidates", on_page=False),
)
BY_NAME = {kind.name: kind for kind in KINDS}
