"""A stub of an OpenAI-compatible endpoint: raw asyncio, on loopback, in a process of its own.

``python -m bench.stub`` prints its address and serves until it is ended. It answers from a world of invented facts,
after a latency, within limits, with faults by schedule; it counts what it was sent (``GET /counts``), and forgets that
again on ``POST /reset``. ``--help`` lists what can be set; `bench.processes.stub` starts one for a while.

    wire         HTTP: a request read, a reply written (or spoilt on the way, as it is told)
    server       which request goes where, and how long it takes
    latency, gate, faults, spoilt      what a provider does to its callers
    completions, canned, usage         what an answer is wrapped in, and what it is said to have cost
    batches, lines, multipart          the Batch API
    counts, flags, answering           what is told, what can be set, what is answered
"""
