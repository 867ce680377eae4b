"""An order item on its way to 4Over: claimed, prepared, sent once, and what came of it."""
