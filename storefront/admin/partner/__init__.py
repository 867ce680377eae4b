"""The account at 4Over, its cards, and what is synchronized, for admins."""
