"""How fast the pages are: our pages and a floor, measured in one run on one machine."""
