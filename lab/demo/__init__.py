"""The rendered product world: a demo catalog whose attributes are ground truth for evaluation."""
