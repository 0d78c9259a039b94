"""How fast formcheck is beside the bare landmarker: each way through a clip in a process of its own, in turn."""
