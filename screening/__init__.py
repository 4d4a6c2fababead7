"""Eligibility pre-screening for a vein clinic: a patient's answers to a mark, for the clinic's own staff."""
