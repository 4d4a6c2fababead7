"""Keeps what the desks write: SQLAlchemy Core tables, Alembic migrations, encryption. Knows no Streamlit."""
