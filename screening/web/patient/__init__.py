"""The patient's pages: start, the sections with their interruption card, check, result."""
