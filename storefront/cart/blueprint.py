"""The cart. Pages are registered here."""

from flask import Blueprint

bp = Blueprint("cart", __name__)
