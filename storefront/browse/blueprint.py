"""What visitors look at. Pages are registered here."""

from flask import Blueprint

bp = Blueprint("browse", __name__)
