"""Decodes photos from strangers into pictures that are safe to work with.

Handles format, headers, orientation, colour and size, within limits on memory and time.
"""
