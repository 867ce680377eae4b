"""From the cart to an order. Pages are registered here."""

from flask import Blueprint

bp = Blueprint("checkout", __name__)
