"""Requests to web servers that merchants and shoppers name: hostile, slow or broken ones too."""
