"""Training examples: their pictures, captions and facts, augmentation, and batches. Independent of
the datasets that examples come from.
"""
