"""The media storage: files are stored whole or not at all, and deleted with their rows."""
