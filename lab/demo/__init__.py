"""The demo catalog: rendered products whose attributes are the ground truth of evaluations."""
