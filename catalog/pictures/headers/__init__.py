"""Reads what the headers of photo files state and Pillow does not report.

The memory of a decoder depends on it, and a file can state one size to Pillow and another to the
decoder.
"""
