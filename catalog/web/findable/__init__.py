"""What search engines and link previews read: metadata, structured data, robots and sitemaps."""
