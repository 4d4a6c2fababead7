"""The question-set language: its model, its reader and the structural checks."""
