"""What visitors look at: home, listings, products, search."""
