"""How well an encoder finds labelled photos, by comparing its vectors directly (no database)."""
