"""Rows to feed rows: what the columns of each export mean. `registry` lists the dialects."""
