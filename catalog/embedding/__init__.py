"""Encoders: pictures and texts to unit vectors of one space.

The protocol, the registry that SHOP_ENCODER chooses from, and open_clip's models on PyTorch.
"""
