"""Hands over bytes, fetches bytes."""
