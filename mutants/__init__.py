"""Sabotage: would a test notice? Run by `make mutants`; the table is in docs/developers.md."""
