"""Encoders, which turn pictures and texts into unit vectors of one space.

Holds their protocol, the registry that SHOP_ENCODER chooses from, and open_clip's models.
"""
