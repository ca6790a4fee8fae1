"""The SQL of a search, one function for each common table expression (CTE).

`candidates` finds the candidates of a filter set, `scoring` ranks them, `counting` cuts the page
and counts facets. statement.py puts them in order. Each function inserts numbers and identifiers of
the plan; what differs between searches under the same filters is bound, as %(name)s, so that
Postgres plans such searches once.
"""
