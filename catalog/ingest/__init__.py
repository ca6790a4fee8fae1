"""Imports the products of a merchant's file.

`formats` reads the bytes as rows, `dialects` turns the rows into feed rows, and the modules here
write the feed rows and their photos to the database, batch by batch.
"""
