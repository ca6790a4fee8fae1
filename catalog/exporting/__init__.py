"""Writes products of the catalog as a file that the shop itself can import.

The columns are Google's, with some of the shop's own for what Google's cannot say. Each product is
read back by the importer's dialect before it is written. What that reads differently is said in the
column export_note, so that nothing is lost silently.
"""
