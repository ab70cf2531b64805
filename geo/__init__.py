"""Places and pictures: areas, belts, coverage, and maps as plain data; knows nothing of epidemics."""
