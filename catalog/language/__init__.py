"""Words without a catalog: how texts are compared, in which languages, and what they mean.

Nothing here reads the database. The shop's own words are built on top of it.
"""
