"""An encoder under the shop's runtime beside plain open_clip."""
