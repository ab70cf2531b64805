"""Draw a place: boundaries and objects as plain data that each change turns into new data, judged before it counts."""
