"""Figures: what the real thing does, each beside a bare floor of the same run."""
