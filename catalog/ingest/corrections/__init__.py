"""The rows that an import has refused, as a file to correct and upload again."""
