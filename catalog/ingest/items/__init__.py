"""Products that a program sends, instead of a file: written as an import writes its rows.

Each request that changes something is an import run of its own, without a file. So its journal can
undo it, and the merchant sees it beside the other imports.
"""
