"""The app, for a web server and for `flask` commands."""

from storefront import create_app
from storefront.config import forget_what_flask_read, refused_in_a_sentence

forget_what_flask_read()
with refused_in_a_sentence():
    app = create_app()
