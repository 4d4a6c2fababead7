"""What a clinic keeps and who may do what: submissions and their life, drafts, decisions, staff, trail.

Knows nothing of Streamlit and SQL: the `Store` protocol says what storage has to fulfil.
"""
