"""The forms of the desk, a subject a module."""
