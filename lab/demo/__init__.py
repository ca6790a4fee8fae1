"""The rendered product world: a demo catalog with ground truth, drawn by the project itself."""
