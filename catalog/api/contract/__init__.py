"""What every operation of the OpenAPI document has by construction, so that no view can forget it.

A view states its own: operationId, tag, request, responses and its own problems. Its docstring is
the description, and its first line the summary. `examples/<operationId>.json` has an example.
"""
