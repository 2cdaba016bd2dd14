"""Writing: one use case a function; never commits."""
