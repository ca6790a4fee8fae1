"""The colours of products in photos."""
