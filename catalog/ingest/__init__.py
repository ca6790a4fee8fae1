"""A merchant's file becomes products: `formats` turn bytes into rows, `dialects` turn these into
feed rows, and the modules here write them with their photos, batch by batch.
"""
