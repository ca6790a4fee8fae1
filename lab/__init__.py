"""Everything around the shop that the shop does not need: the demo catalog, the training of the
bundled encoder, the evaluation of search quality and the benchmarks.
"""
