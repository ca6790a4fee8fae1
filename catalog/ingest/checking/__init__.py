"""Says what an import would do, before anything is written, and lets the merchant decide."""
