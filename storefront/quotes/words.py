"""What customers read when what they picked is not printed, not confirmed, or not there."""

CHOOSE_COLORS = "Choose the colors."
CHOOSE_QUANTITY = "Choose a quantity."
CHOOSE_TURNAROUND = "Choose a turnaround."
NOT_AVAILABLE = "Not available"
NOT_CONFIRMED = "Not confirmed"
NO_SUCH_COLORS = "These colors are not available. Please choose others."
NO_SUCH_OPTION = "One of the options is not available for this product."
NOT_ORDERABLE = "This product can't be ordered right now."
PICKED_THE_CLOSEST = "Some of these options are not available, so we picked the closest."


def quantity(copies: int, sets: int) -> str:
    """500, or how many of each version."""
    return f"{copies:,}" if sets == 1 else f"{copies:,} each of {sets} versions"


def versions(sets: int, copies: int) -> str:
    return f"{sets} versions, {copies:,} of each"


def versions_from_to(most: int) -> str:
    return f"Enter a number of versions from 1 to {most}."


def one_version(copies: int) -> str:
    return f"{copies:,} can only be ordered in one version. Please choose another quantity."


def one_version_taken(copies: int) -> str:
    return f"{copies:,} can only be ordered in one version, so we picked one."


def several_versions(copies: list[int]) -> str:
    """`copies` of which several can be ordered; empty for all that there are."""
    if not copies:
        return ""
    return f"Possible for quantities of {', '.join(f'{one:,}' for one in copies)}."


def no_such_quantity(copies: int | None) -> str:
    """`copies` is None for what is no quantity of the product."""
    what = "This quantity" if copies is None else f"{copies:,}"
    return f"{what} is not available in these colors. Please choose another quantity."


def no_such_turnaround(turnaround: str, copies: int) -> str:
    """`turnaround` in words; empty for one that the product does not have."""
    what = f"“{turnaround}”" if turnaround else "This turnaround"
    where = f"{copies:,} in these colors. Please choose another turnaround."
    return f"{what} is not available for {where}"


def choose_another(group: str) -> str:
    return f"Please choose another option under “{group}”."


def at_most(number: int, group: str) -> str:
    return f"Choose at most {number} under “{group}”."


def at_least(number: int, group: str) -> str:
    return f"Choose at least {number} under “{group}”."


PDF_PROOF = (
    "A PDF proof of your files by our print facility, one for each version. Please ask us how and "
    "when it would reach you. The proof that you see in your cart is another one: it comes with "
    "every order, at no charge."
)


def about_option(name: str) -> str:
    """What somebody gets for an option whose name doesn't say it; "" for most."""
    return PDF_PROOF if "pdf proof" in name.lower() else ""


def up_to(number: int) -> str:
    return f"Up to {number}."


def not_for_this_product(choices: list[str]) -> str:
    """Of what was chosen for another product; empty if nothing is missing."""
    if not choices:
        return ""
    *before, last = [f"“{choice}”" for choice in choices]
    names = f"{', '.join(before)} and {last}" if before else last
    verb = "are" if before else "is"
    return f"{names} {verb} not available for this product. Everything else you chose is kept."


def delivered_on(weekday: str) -> str:
    """`weekday` such as Fri, Dec 4."""
    return f"Estimated delivery {weekday}"


def in_transit(days: int) -> str:
    return f"{days} {'day' if days == 1 else 'days'} in transit"
