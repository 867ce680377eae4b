"""A customer's own account at 4Over. Pages are registered here."""

from flask import Blueprint

bp = Blueprint("partner", __name__, url_prefix="/account/4over")
