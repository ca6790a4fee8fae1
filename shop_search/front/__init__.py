"""An ASGI front for Django's WSGI application: deadlines, size limits and bounded threads.

An event loop (uvicorn) buffers requests and responses, so that a slow client costs only memory. A
thread of Django is taken by a complete request, and is free again before its response is sent.
"""
