"""What stands between a stranger's connection and Django: deadlines, sizes, and a bounded number
of threads.

Requests are read and answers are sent by an event loop (uvicorn), which a slow or silent client
costs nothing. Only a request that has arrived whole takes one of the threads in which Django runs,
and it leaves that thread before its answer is sent.
"""
