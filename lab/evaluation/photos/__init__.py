"""Evaluation on real photos, of one encoder or of several side by side."""
