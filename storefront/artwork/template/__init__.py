"""Files to begin with: a page of the right size, with lines where it is cut, folded and drilled."""
