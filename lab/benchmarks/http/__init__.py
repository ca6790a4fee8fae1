"""Whole requests to the real web server, over a shop of synthetic products."""
