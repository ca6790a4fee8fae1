"""Load tests of the real web server with a shop of synthetic products."""
