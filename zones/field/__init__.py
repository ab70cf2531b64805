"""Compute what a command post asks of the ground: open crossings, posts not needed, ways out, people on duty.

Pure functions of the stored rows; all lengths in metres, what goes to the map in EPSG:4326.
"""
