"""People who sign in. Pages are registered here."""

from flask import Blueprint

bp = Blueprint("accounts", __name__)
