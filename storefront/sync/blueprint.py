"""The catalog for other shops. Pages are registered here."""

from flask import Blueprint

bp = Blueprint("sync", __name__)
