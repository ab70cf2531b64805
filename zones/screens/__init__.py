"""Show the command post's screens; only here and in app.py is Streamlit imported."""
