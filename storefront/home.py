"""The front page, and the two questions that machines ask."""

from flask import Blueprint

bp = Blueprint("home", __name__)
