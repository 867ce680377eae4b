"""What a file must be like for what is ordered, and what of it is not so."""
