"""How well a search finds what it should: judged queries, measures, and the rules compared."""
