"""Embedded Postgres and Redis under SHOP_VAR, for installations without such servers.

A keeper process (keeper.py) runs each server while any process of the shop uses it. Each user holds
a shared lock on the server's `users.lock`, which the kernel releases however the process ends.
"""
