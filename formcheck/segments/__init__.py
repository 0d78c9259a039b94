"""A clip → its parts: quiet standing, repetitions, and the leg they were done on."""
