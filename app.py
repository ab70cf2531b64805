"""Start the server: Streamlit's screens and the map's own routes on one address (`streamlit run app.py`)."""

import streamlit as st

from zones.screens.trouble import tell_trouble
from zones.screens.uploads import keep_upload_answers
from zones.settings import database_url
from zones.usecases import open_post
from zones.web.briefing_routes import briefing_routes
from zones.web.check_routes import check_routes
from zones.web.course_routes import course_routes
from zones.web.draw_routes import draw_routes
from zones.web.export_routes import export_routes
from zones.web.map_routes import map_routes

keep_upload_answers()
post = open_post(database_url())
post.ensure_samples()
routes = [
    *map_routes(post), *export_routes(post), *draw_routes(post), *briefing_routes(post), *course_routes(post),
    *check_routes(post),
]
app = st.App("zones/screens/main.py", routes=routes, on_script_error=tell_trouble)
