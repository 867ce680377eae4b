"""Files to print: the slots that must be filled, uploads, checks, the link 4Over fetches."""
