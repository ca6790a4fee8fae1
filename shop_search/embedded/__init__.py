"""Postgres and Redis under SHOP_VAR, for whoever has no servers of their own.

A keeper process per server (keeper.py) runs it for as long as anyone uses it. A user is whoever
holds a shared lock on the server's `users.lock`; the kernel lets go of it however the user ends.
"""
