"""Tenancy of all that is registered in the admin, also of what is added later."""
