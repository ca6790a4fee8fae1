"""The <shop-search> element, which puts the search into the pages of any shop."""
