"""Address, delivery, payment, confirm; placing."""
