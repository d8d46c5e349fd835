"""Names, places, chains and near misses turned into text; nothing here decides anything."""
