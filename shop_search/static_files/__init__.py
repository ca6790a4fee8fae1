"""Scripts and styles: under names with a hash of their contents, compressed, cached for ever."""
