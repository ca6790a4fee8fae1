"""Training examples: their pictures, captions and facts, augmentation, and batches. Nothing here
depends on the datasets that examples come from.
"""
