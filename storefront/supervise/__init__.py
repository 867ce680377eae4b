"""One command for the whole shop: Valkey, workers, schedule, web; in the demo also the sandbox."""
