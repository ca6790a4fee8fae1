"""The languages that Postgres can search: its text search configurations."""

from typing import Final

# Those of Postgres 15 and later, each with a Snowball stemmer. Migration 0012 has them too.
STEMMED: Final = (
    "arabic", "armenian", "basque", "catalan", "danish", "dutch", "english", "finnish", "french",
    "german", "greek", "hindi", "hungarian", "indonesian", "irish", "italian", "lithuanian",
    "nepali", "norwegian", "portuguese", "romanian", "russian", "serbian", "spanish", "swedish",
    "tamil", "turkish", "yiddish",
)  # fmt: skip
# For any other language: words are compared as they are.
SIMPLE: Final = "simple"
LANGUAGES: Final = (*STEMMED, SIMPLE)
