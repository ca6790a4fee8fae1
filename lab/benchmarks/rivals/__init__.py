"""What people would use instead. Each needs its package from lab.benchmarks/requirements.txt."""
