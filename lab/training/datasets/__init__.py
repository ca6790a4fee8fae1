"""The three datasets: rendered designs, labelled photos, and a shop's own catalog. Each has a
loader, a source that samples training examples, and metrics on its held-out part.
"""
