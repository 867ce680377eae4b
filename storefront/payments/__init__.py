"""Payments, the methods to make them, and what is owed back."""
