"""Benchmarks of speed and recall: `./shop bench`."""
