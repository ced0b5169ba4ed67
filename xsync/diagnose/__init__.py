"""Why items failed: messages put to a catalogue of causes, and what to fix once to clear many."""
