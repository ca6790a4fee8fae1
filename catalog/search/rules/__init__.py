"""Merchandising rules: which of them apply to a search, and what they do to it together."""
