"""Orders, for those who placed them. Pages are registered here."""

from flask import Blueprint

bp = Blueprint("orders", __name__)
