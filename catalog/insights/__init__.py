"""What a merchant learns of the shop: the health of the catalog, and what shoppers search for."""
