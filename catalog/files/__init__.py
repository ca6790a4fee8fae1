"""The media storage: files are stored whole or not at all, and those without a row are deleted."""
