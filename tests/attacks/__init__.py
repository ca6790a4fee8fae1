"""Hostile input and broken clients, by entry point. Alone: `./shop test tests/attacks`.

`test_cost_growth.py` sends every payload in `payloads.py` in two sizes. A new attack is one line
there.
"""
