"""Photos from strangers, decoded into pictures that are safe to work with.

Formats, headers, orientation, colour and size, within limits on memory and time. No encoder here.
"""
