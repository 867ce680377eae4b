"""Markups, taxes, and what is owed, for staff."""
