"""The open_clip model: its configuration, towers and tokenizer, loading of a trained model to train
it further, and export.
"""
