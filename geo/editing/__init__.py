"""Edit a coverage of areas: what moves is a shared node or border, so neighbours move together."""
