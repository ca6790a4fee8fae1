"""Signing in to the admin: throttling, the second factor, and session lifetime."""
