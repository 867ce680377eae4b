"""What 4Over prints and how we present it."""
