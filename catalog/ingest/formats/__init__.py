"""Reads files as rows, whatever the columns mean. `detection` chooses the reader of a file."""
