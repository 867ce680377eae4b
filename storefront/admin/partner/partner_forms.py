"""The forms of the 4Over account: keys and card, and staging or production."""

from typing import Any

from wtforms import BooleanField, Field, StringField, ValidationError
from wtforms.validators import Length, Optional, Regexp

from storefront.config import config
from storefront.partner.forms import KeysForm
from storefront.web.forms import Form, line


class ConnectForm(KeysForm):
    use_cache_server = BooleanField(
        "Use cache server", description="Fetch the catalog as one file instead of from 4Over."
    )
    cache_server_url = StringField(
        "Address of the cache server",
        [
            Optional(),
            Length(max=500),
            Regexp(r"https?://[^\s?#]+$", message="It starts with https:// and has no ? or #."),
        ],
        description="Such as https://shop.example/catalog-cache/",
    )

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        if here := config().catalog_cache_url:
            self.cache_server_url.description = f"Empty: {here}, as this machine is set up."

    def validate_use_cache_server(self, field: Field) -> None:
        if field.data and not self.cache_server_url.data and not config().catalog_cache_url:
            raise ValidationError("Enter the address of the cache server, or uncheck this.")


class EnvironmentForm(Form):
    """Made with the name that must be typed."""

    typed = line("To confirm, type its name", 20, asked="Type the name to confirm.")

    def __init__(self, expected: str) -> None:
        super().__init__()
        self.expected = expected

    def validate_typed(self, field: Field) -> None:
        if field.data.lower() != self.expected:
            raise ValidationError(f"Type {self.expected} to confirm.")
