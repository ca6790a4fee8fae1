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
# What browsers call these languages (BCP 47).
TAGS: Final = {
    "arabic": "ar", "armenian": "hy", "basque": "eu", "catalan": "ca", "danish": "da",
    "dutch": "nl", "english": "en", "finnish": "fi", "french": "fr", "german": "de", "greek": "el",
    "hindi": "hi", "hungarian": "hu", "indonesian": "id", "irish": "ga", "italian": "it",
    "lithuanian": "lt", "nepali": "ne", "norwegian": "no", "portuguese": "pt", "romanian": "ro",
    "russian": "ru", "serbian": "sr", "spanish": "es", "swedish": "sv", "tamil": "ta",
    "turkish": "tr", "yiddish": "yi",
}  # fmt: skip


def language_tag(configuration: str) -> str:
    """The tag of a configuration's language; "" where it is unknown, as HTML writes it."""
    return TAGS.get(configuration, "")
