"""Former accounts at 4Over: other keys took their place, or nobody uses them for new orders. Those
that were placed with them are followed and canceled with them, so their keys can still be renewed.
"""

from storefront.audit import record
from storefront.clock import now
from storefront.fourover.errors import FourOverError, Refused
from storefront.partner.account import client_for_page
from storefront.partner.connecting import BadKeys, Tried, try_keys
from storefront.partner.models import PartnerAccount
from storefront.text import clean


def renew(
    account: PartnerAccount, public_key: str, private_key: str, by: str, *, job_id: str = ""
) -> None:
    """Other keys of the same account at 4Over, tried first. `job_id` is a print job that it has:
    keys that do not know it are another account's. Without one, they have to list its card. The
    caller commits.

    Rolls the present transaction back before it asks. Raises BadKeys, and FourOverError where 4Over
    does not answer.
    """
    tried = try_keys(account.environment, public_key, private_key)
    _prove(account, tried, job_id)
    account.public_key, account.private_key = tried.public_key, tried.private_key
    account.private_key_ends = tried.private_key[-4:]
    account.acting_admin = by
    account.tested_at, account.test_result = now(), ""
    record(by, "renewed 4Over keys", account.environment, f"public key {tried.public_key}")


def note(account: PartnerAccount, trouble: FourOverError | None) -> None:
    """What 4Over said to its keys just now, if it is a former account: nobody else tries them. The
    caller commits."""
    if account.retired_at is None:
        return
    refused = isinstance(trouble, Refused) and trouble.credentials
    words = clean(trouble.sentence, 500) if trouble and refused else ""
    if (refused or trouble is None) and account.test_result != words:
        account.tested_at, account.test_result = now(), words


def _prove(account: PartnerAccount, tried: Tried, job_id: str) -> None:
    """That the keys are the same account's. Raises BadKeys, and FourOverError."""
    if job_id:
        if not _know(tried, job_id):
            raise BadKeys(
                f"4Over does not know print job {job_id} with these keys: they are another "
                "account's."
            )
    elif account.card is None:
        raise BadKeys(
            "Nothing shows that these keys are the same account's: it has no print job and no "
            "card here."
        )
    elif all(card.token != account.card.token for card in tried.cards):
        raise BadKeys(
            f"4Over does not list the account's card ({account.card}) with these keys, and has no "
            "print job of it: they may be another account's."
        )


def _know(tried: Tried, job_id: str) -> bool:
    untried = PartnerAccount(
        environment=tried.environment, public_key=tried.public_key, private_key=tried.private_key
    )
    try:
        client_for_page(untried).order_status(job_id)
    except Refused:
        return False
    return True
