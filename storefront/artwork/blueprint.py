"""Files to print. Pages are registered here."""

from flask import Blueprint

bp = Blueprint("artwork", __name__)
