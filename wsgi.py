"""The app, for a web server and for `flask` commands."""

from storefront import create_app

app = create_app()
