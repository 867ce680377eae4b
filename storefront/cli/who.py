"""Who acts when somebody types a command: the machine's user, for the audit."""

import getpass


def at_the_keyboard() -> str:
    try:
        return f"{getpass.getuser()} (command line)"
    except (KeyError, OSError):  # a container may have a user without a name
        return "command line"
