"""The journal of a run: what it did to each product, written in the transaction that did it."""
