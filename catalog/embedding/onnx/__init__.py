"""open_clip's models on ONNX Runtime: export, quantisation and inference.

Inference never imports torch; exporting does, in a separate process.
"""
