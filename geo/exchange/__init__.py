"""Write a MapModel for other programs: GeoPackage for QGIS, GeoJSON, KML for Google Earth, each with its colours."""
