"""Other search engines to compare with. Each needs its package from requirements.txt."""
