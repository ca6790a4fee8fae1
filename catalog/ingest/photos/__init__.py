"""Photos of products: downloaded from the addresses in a feed, decoded and stored."""
