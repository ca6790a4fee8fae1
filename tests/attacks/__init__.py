"""Tests with hostile input and broken clients. `./shop test tests/attacks` runs them.

A new attack is one line in `payloads.py`. `test_cost_growth.py` sends each of them in two sizes.
"""
