"""The look of one shop: its name, logo, colours, links and templates, by settings."""
