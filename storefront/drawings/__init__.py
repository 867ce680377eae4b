"""Drawings to scale, made from a product's attributes, where nobody has given it a picture."""
