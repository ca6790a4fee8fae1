"""Training of open_clip models on rendered designs, labelled photos and a shop's own catalog.

`data/` makes examples and batches from the three `datasets/`, `model/` has the towers, and
`objective/` the targets and losses; `pretrained/` has the teachers of a run that starts from
pretrained weights. `trainer.py` is the loop, `train.py` a whole run. Nothing here uses the ORM.
"""

from catalog.embedding.torchvision_operators import ensure_operators

# Called here, because any module of this package may be the first to import open_clip.
ensure_operators()
