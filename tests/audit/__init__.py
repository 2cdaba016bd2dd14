"""Lighthouse and valid HTML, on the pages of the demo year; `make audit` runs them."""
