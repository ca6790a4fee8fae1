"""What operators see of the whole shop: merchants, queues, failures, sizes. Reads only.

A statement reads each table once at most, for all merchants together.
"""
