"""Draw the map into its frame: layers, markers, names, and what makes it a map: degrees, north, scale."""
