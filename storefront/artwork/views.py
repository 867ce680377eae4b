"""Pages of artwork."""

from flask import Blueprint

bp = Blueprint("artwork", __name__)
