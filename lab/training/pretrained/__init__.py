"""Training that starts from pretrained weights: EfficientNet-Lite0 for pictures, MiniLM for words.

Several pretrained models are the teachers. Their features become one target vector for each
picture (`picture_targets.py`), and their words target vectors in the same space
(`word_targets.py`). `distillation.py` has everything that a run learns from.
"""
