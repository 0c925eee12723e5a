"""The LLM gateway: it holds the providers' keys, and each user's server has a key for it.

A call passes these modules in order: `calls` checks key, path and size; a dialect checks the
fields and rewrites the body; `accounts` reserves what the call can cost; `fair` gives it a place
at the provider; `upstream` sends it; `relay` returns the answer and reads what it did cost.
"""
