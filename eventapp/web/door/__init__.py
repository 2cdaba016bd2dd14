"""Pages of the door staff."""
