"""Facts that the headers of photo files state and Pillow does not report.

A decoder's memory depends on them, and a file can tell Pillow one size and the decoder another.
"""
