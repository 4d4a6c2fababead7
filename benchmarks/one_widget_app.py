"""Serves the one-widget app by uvicorn, in the same way and with the same configuration as ours."""

from pathlib import Path

import streamlit as st

app = st.App(Path(__file__).with_name("one_widget.py"))
