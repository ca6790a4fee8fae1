"""What files of pictures say about themselves before they are decoded.

Read here where Pillow does not tell it: how much memory a decoder will take hangs on it, and a file
may say one thing to Pillow and another to the decoder behind it.
"""
