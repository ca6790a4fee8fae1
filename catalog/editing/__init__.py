"""Edits of many products at once: what they change, a preview, and the work of applying them."""
