"""Set what is read beside the map in rows: the legend, the notes, and the tables of the numbered points."""
