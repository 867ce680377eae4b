"""What is sold, for admins."""
