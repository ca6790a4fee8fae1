"""Checks of a theme's settings when the shop starts. A ValueError names the fix."""

from pathlib import Path
from urllib.parse import urlsplit

from catalog.web.theme.colours import MIN_CONTRAST, Accent, Colour, Scheme

THEME_FOLDERS = ("templates", "static", "locale")
LINKS = ("http", "https", "mailto", "tel")


def check_accent(text: str, scheme: Scheme) -> None:
    """Raise ValueError unless the text is a colour that can be read in the scheme, or empty."""
    if not text:
        return
    accent = Accent(Colour.parse(text), scheme)
    if not accent.is_readable:
        raise ValueError(
            f"{text} has a contrast of {accent.contrast:.1f} on {accent.hardest_ground}, a ground "
            f"of the {scheme.name} page; text needs {MIN_CONTRAST}. Choose a {scheme.direction} "
            f"colour, such as {accent.made_readable().colour}."
        )


def check_origin(text: str) -> None:
    """Raise ValueError unless the text is like https://shop.example, or empty."""
    if text and not _is_origin(text):
        raise ValueError(
            f'"{text}" is no origin: write scheme and host only, such as https://shop.example.'
        )


def _is_origin(text: str) -> bool:
    parts = urlsplit(text)
    is_web = parts.scheme in {"http", "https"} and bool(parts.hostname)
    return is_web and text == f"{parts.scheme}://{parts.netloc}" and "@" not in parts.netloc


def check_link(text: str) -> None:
    """Raise ValueError unless the text is an address to link to, or empty."""
    own_page = text.startswith("/") and not text.startswith("//")
    if text and not own_page and urlsplit(text).scheme not in LINKS:
        raise ValueError(
            f'"{text}" cannot be linked to: write https://…, mailto:…, tel:… or a path such as '
            "/imprint/."
        )


def check_theme_folder(folder: Path | None) -> None:
    """Raise ValueError unless the folder has what a theme may have, or there is none."""
    if folder and not any((folder / name).is_dir() for name in THEME_FOLDERS):
        raise ValueError(f"{folder} has no folder {', '.join(THEME_FOLDERS)}: one must be there.")


def check_logo(name: str, static_folders: list[Path]) -> None:
    """Raise ValueError unless one of the folders has the file, or no name is given."""
    if name and not any((folder / name).is_file() for folder in static_folders):
        raise ValueError(
            f"There is no file {name} in {' or '.join(map(str, static_folders))}. Put the logo "
            "into the folder static of SHOP_THEME_DIR."
        )
