"""What commands for a class run in a container with users' volumes and without network."""
