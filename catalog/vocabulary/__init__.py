"""The shop's own words: categories, brands, attribute values and title words of the catalog.

Workers build the vocabulary (`building`) into a table. Every process holds a snapshot of it
(`current`), which answers what a phrase means in this shop without touching the database.
"""
