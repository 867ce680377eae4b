"""The pages of staff: one guard, a module or a folder for each section, no rules of its own."""
