"""A believable year of an invented network, made through the services."""
