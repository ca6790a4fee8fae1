"""The SQL of a search: each function writes one common table expression (CTE).

`retrieval` and `words` find the candidates of a filter set, `scoring` ranks them, `facet_counts`
counts facets, and `counting` cuts the page. statement.py puts them in order. A docstring describes
the rows of its CTE.

Numbers and identifiers of the plan are written into the text. What differs between searches under
the same filters is bound as %(name)s, so that Postgres plans such searches once.
"""
