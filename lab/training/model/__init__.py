"""The open_clip model: its configuration, towers and tokenizer, loading a trained model to train it
further, and the export of a finished one.
"""
