"""Answer the browser outside Streamlit's own pages: the map and its data."""
