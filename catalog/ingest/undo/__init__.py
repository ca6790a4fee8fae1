"""Takes back what a run did to products, except where they have changed since."""
