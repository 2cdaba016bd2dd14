"""Value in, value out, with a numeric library."""
