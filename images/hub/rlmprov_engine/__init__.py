"""The hub's door to the container engine: lets through what its spawner needs, and nothing else.

Standard library only. Runs in a container of its own, the only one that holds the engine's socket.
"""
