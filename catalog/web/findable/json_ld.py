"""Structured data as the text of a script element."""

import json
from typing import Any, Final

from django.utils.safestring import SafeString, mark_safe

# What could end the element or begin a comment in it. JSON has them only in strings.
_ESCAPES: Final = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&"}


def as_script_text(document: dict[str, Any]) -> SafeString:
    """Write a document of schema.org, without the values that are None, "" or empty.

    The text is ASCII, so it holds no U+2028 either, which ends a line in scripts.
    """
    text = json.dumps({"@context": "https://schema.org", **_filled(document)})
    return mark_safe(text.translate(_ESCAPES))  # noqa: S308


def _filled(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _filled(part) for name, part in value.items() if part not in (None, "", [])}
    return [_filled(part) for part in value] if isinstance(value, list) else value
