"""Our accounts at 4Over: keys, environment, cards; from an account to a client."""
