"""Requests to web servers that merchants name, which may be hostile, slow or broken."""
