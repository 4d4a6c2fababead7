"""The smallest Streamlit app that moves on, our yardstick: a heading, and one button that swaps it."""

import streamlit as st

pages = int(st.session_state.get("pages", 0))
if st.button("Continue", key="continue"):
    pages += 1
    st.session_state["pages"] = pages
st.html(f"<h1>Page {pages}</h1>")
