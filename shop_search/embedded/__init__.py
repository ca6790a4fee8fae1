"""Embedded Postgres and Redis under SHOP_VAR, for installations without servers.

A keeper process per server (keeper.py) runs it while it has users. Each user process holds a shared
lock on the server's `users.lock`, which the kernel releases however the process ends.
"""
