"""The routes of 4Over's API that a shop uses, a module for each part of it."""
