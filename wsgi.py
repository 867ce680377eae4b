"""The app, for a web server and for `flask` commands."""

from storefront import create_app
from storefront.config import forget_what_flask_read

forget_what_flask_read()
app = create_app()
