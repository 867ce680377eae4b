"""Where an item can be, where it may go from there, and why it may be held."""

import enum


class ItemStatus(enum.StrEnum):
    WAITING = "waiting"  # for payment, artwork or approval
    READY = "ready"  # to be pushed; waiting for a worker
    PUSHING = "pushing"  # a worker is sending it to 4Over
    HELD = "held"  # waiting for a person; item.hold says why
    IN_PRODUCTION = "in production"  # 4Over has it, as item.print_jobs
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    CANCELLING = "cancelling"  # 4Over said yes; not seen on its side yet
    CANCELLED = "cancelled"


TO_BE_SENT = (ItemStatus.WAITING, ItemStatus.READY, ItemStatus.PUSHING, ItemStatus.HELD)

# Of what 4Over prints. The shop's own products never meet READY and PUSHING, see OWN_MOVES.
MOVES: dict[ItemStatus, set[ItemStatus]] = {
    ItemStatus.WAITING: {ItemStatus.READY, ItemStatus.HELD, ItemStatus.CANCELLED},
    ItemStatus.READY: {ItemStatus.WAITING, ItemStatus.PUSHING, ItemStatus.HELD,
                       ItemStatus.CANCELLED},
    ItemStatus.PUSHING: {ItemStatus.READY, ItemStatus.HELD, ItemStatus.IN_PRODUCTION},
    ItemStatus.HELD: {ItemStatus.READY, ItemStatus.WAITING, ItemStatus.IN_PRODUCTION,
                      ItemStatus.CANCELLING, ItemStatus.CANCELLED},
    ItemStatus.IN_PRODUCTION: {ItemStatus.SHIPPED, ItemStatus.DELIVERED, ItemStatus.HELD,
                               ItemStatus.CANCELLING, ItemStatus.CANCELLED},
    ItemStatus.SHIPPED: {ItemStatus.DELIVERED, ItemStatus.IN_PRODUCTION},
    ItemStatus.DELIVERED: {ItemStatus.IN_PRODUCTION},  # a reprint
    ItemStatus.CANCELLING: {ItemStatus.CANCELLED, ItemStatus.IN_PRODUCTION, ItemStatus.SHIPPED},
    ItemStatus.CANCELLED: set(),
}  # fmt: skip

OWN_MOVES: dict[ItemStatus, set[ItemStatus]] = {
    ItemStatus.WAITING: {ItemStatus.IN_PRODUCTION, ItemStatus.CANCELLED},
    ItemStatus.IN_PRODUCTION: {ItemStatus.SHIPPED, ItemStatus.CANCELLED},
    ItemStatus.SHIPPED: {ItemStatus.DELIVERED},
}


# An order is the first of these that one of its items is: what a person must see to, then what is
# least far. What may still be cancelled or not comes before what is done.
ORDER_IS = (
    ItemStatus.HELD,
    ItemStatus.WAITING,
    ItemStatus.READY,
    ItemStatus.PUSHING,
    ItemStatus.IN_PRODUCTION,
    ItemStatus.CANCELLING,
    ItemStatus.SHIPPED,
    ItemStatus.DELIVERED,
    ItemStatus.CANCELLED,  # only if all of them are
)


class Cleared(enum.StrEnum):
    """Why an order may be printed."""

    PAID = "paid"
    ON_ACCOUNT = "on account"  # to be paid later
    RELEASED = "released"  # by a person, with a reason


class Hold(enum.StrEnum):
    """Why an item waits for a person."""

    REFUSED = "refused"  # 4Over said no
    ABSENT = "absent"  # it was sent, and a person found that 4Over does not have it
    UNKNOWN = "unknown"  # 4Over may have it
    UNMAPPED = "unmapped"  # 4Over has it, but not as one job for each set
    PARTLY = "partly"  # 4Over took some sets only
    DEARER = "dearer"  # the cost rose beyond the tolerance
    ASKED = "asked"  # it did, and the customer is asked to pay more for it
    UNDER_COST = "under cost"  # sold for less than 4Over charges, and nobody said yes to that
    CARD = "card"  # no usable card
    CREDENTIALS = "credentials"  # 4Over does not accept our keys
    ARTWORK = "artwork"  # a file is missing, or not the one that was ordered
    ADDRESS = "address"  # 4Over could not understand where from or where to
    ENVIRONMENT = "environment"  # ordered in the other environment
    MIXED = "mixed"  # its order has items that are not 4Over's
    UNREACHABLE = "unreachable"  # tried for a day
    DISPUTED = "disputed"  # the customer asks a payment of its order back from their bank
    DAILY_LIMIT = "daily limit"  # more than may leave on one day

    @property
    def in_doubt(self) -> bool:
        """4Over may have it, or has it in a way that the shop does not know."""
        return self in (Hold.UNKNOWN, Hold.UNMAPPED, Hold.PARTLY)


class ForbiddenMove(Exception):
    """The table of moves does not allow it: somebody else changed the item, or nobody may."""
