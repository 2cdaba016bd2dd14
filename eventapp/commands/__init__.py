"""Commands for people and timers, a subject a module."""
