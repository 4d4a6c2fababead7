"""The composition root: settings, question set, store, app.

`uvicorn app:app` and `streamlit run app.py` both serve it, from any folder.
"""

import os
import sys
from pathlib import Path

# Streamlit reads its settings from the folder the server is started in; any folder will do for starting.
os.chdir(Path(__file__).parent)
sys.path.insert(0, str(Path(__file__).parent))

import streamlit as st  # noqa: E402 (the folder comes first)

from screening.web.page_errors import log_page_error  # noqa: E402
from screening.web.start import start  # noqa: E402

served = start()
# The call stands here in full: `streamlit run` looks for it in this file.
app = st.App(
    served.script,
    routes=served.routes,
    middleware=served.middleware,
    lifespan=served.lifespan,
    on_script_error=log_page_error,
)
