"""The Docker socket proxy of the hub: it passes on the calls that the spawner needs, and no others.

Standard library only. Runs in a container of its own, the only one that holds the engine's socket.
"""
