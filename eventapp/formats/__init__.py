"""Value in, bytes out (and back)."""
