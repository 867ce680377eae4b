"""Invoices and credit notes: numbers without gaps, and papers that never change."""
