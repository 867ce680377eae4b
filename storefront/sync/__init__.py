"""How 4Over's catalog comes in: crawled, kept as a snapshot, planned, applied."""
