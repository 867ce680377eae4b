"""Quotes that a customer means to order."""
