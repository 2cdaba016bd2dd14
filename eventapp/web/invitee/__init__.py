"""Pages of the invitees."""
