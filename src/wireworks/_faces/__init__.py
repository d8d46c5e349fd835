"""The faces of a container, one a file: each takes what a user says and hands it to the room that knows."""
