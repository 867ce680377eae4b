"""Where customers pay, and where providers tell what became of it."""

from flask import Blueprint

bp = Blueprint("payments", __name__)
