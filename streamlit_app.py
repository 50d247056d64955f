"""What `uv run streamlit run streamlit_app.py` serves: the same app as `exercise serve`, from the same pieces.

Streamlit finds the app by reading this file, so it must stand here as a literal `app = st.App(...)`.
"""

import streamlit as st

from exercise.app import server

app = st.App(server.PAGE, routes=server.routes(), middleware=server.middleware(), lifespan=server.lifespan)
