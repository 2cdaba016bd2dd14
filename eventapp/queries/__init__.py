"""Reading, with a fixed number of statements per page."""
