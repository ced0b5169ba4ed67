"""Both companies' interfaces on loopback, for the demo company."""
