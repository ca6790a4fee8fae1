"""What becomes of the products that a feed no longer has."""
