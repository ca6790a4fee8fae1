"""The languages that the texts are in. Settings need them, so nothing of Django is used here."""

from pathlib import Path
from typing import Final

# The language of the texts in the sources.
SOURCE_LANGUAGE: Final = "en"
COMPILED: Final = Path("LC_MESSAGES", "django.mo")


def translated_languages(folder: Path) -> list[str]:
    """The language tags of a folder of translations, with that of the sources first."""
    names = sorted(path.parent.parent.name for path in folder.glob(f"*/{COMPILED}"))
    return [SOURCE_LANGUAGE, *(name.replace("_", "-").lower() for name in names)]
