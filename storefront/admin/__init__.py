"""The staff's door: one guard, a module for each section, no rules of its own."""
