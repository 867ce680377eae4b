"""What staff do about print files: the rules, a test bench for them, what they stopped."""
