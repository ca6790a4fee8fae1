"""Tests with hostile input and broken clients. They run by `./shop test tests/attacks`.

A new attack is one line in `payloads.py`. `test_cost_growth.py` sends each of them in two sizes.
"""
