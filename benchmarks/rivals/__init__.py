"""What people would use instead. Each needs its package from benchmarks/requirements.txt."""
