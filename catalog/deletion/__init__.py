"""Deletes rows together with all that belongs to them, however many they are."""
