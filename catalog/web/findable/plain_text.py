"""Texts of merchants as one short line."""

# Characters that search engines and previews show of a description.
DESCRIPTION = 160
# Characters that are looked at, however long the text is.
CONSIDERED = 2_000


def one_line(text: str, *, limit: int = DESCRIPTION) -> str:
    """The beginning of a text without line breaks, cut after a word if there is one."""
    line = " ".join(text[:CONSIDERED].split())
    if len(line) <= limit:
        return line
    words = line[:limit].rpartition(" ")[0]
    # Chinese or a long number has no space to cut at.
    kept = words if len(words) > limit // 2 else line[: limit - 1]
    return f"{kept.rstrip(' ,.;:-')}…"
