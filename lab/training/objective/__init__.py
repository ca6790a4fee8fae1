"""The training objective: the targets of a batch as tensors, and the losses computed from them."""
