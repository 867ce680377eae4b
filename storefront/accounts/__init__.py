"""People who sign in, their groups and where they want parcels sent."""
