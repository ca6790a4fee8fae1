"""What the words of a query mean, each part with its characters."""
