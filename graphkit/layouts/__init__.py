"""Where people stand on the map: one module for each meaning a place can have."""
