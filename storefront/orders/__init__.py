"""From placed to delivered: release, push, tracking, cancellation."""
