"""The first page. Streamlit runs this file from top to bottom for every visit and every click."""

import streamlit as st

st.title("Decision exercise")
