"""Feeds that are fetched from a web address, every few hours, and imported if they have changed."""
