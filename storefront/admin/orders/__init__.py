"""Orders, for staff."""
