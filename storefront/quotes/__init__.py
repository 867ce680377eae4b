"""What it costs: selection, price, markup, live quotes, shipping, tax."""
