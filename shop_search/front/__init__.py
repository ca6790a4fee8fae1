"""An ASGI front for Django's WSGI application: deadlines, size limits and bounded threads.

An event loop (uvicorn) buffers requests and responses, so that a slow client costs only memory. A
request takes a thread of Django only when it is complete, and frees it before the response is sent.
"""
