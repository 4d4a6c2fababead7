"""Turns submissions into files: tables of one question-set version each, and formats to write them in."""
