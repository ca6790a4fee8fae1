"""Requests that a program may send twice: the second gets the answer of the first."""
