"""What a training example is: its pictures, captions and facts, how it is augmented, and how
examples become batches. Independent of where the examples come from.
"""
