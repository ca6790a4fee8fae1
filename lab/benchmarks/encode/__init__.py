"""Compare the shop's encoder runtime with open_clip."""
