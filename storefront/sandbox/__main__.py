"""The sandbox, without the shop's settings around it."""

from storefront.sandbox.command import sandbox

sandbox(prog_name="python -m storefront.sandbox")
