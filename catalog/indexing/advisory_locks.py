"""The keys of all Postgres advisory locks in use: arbitrary numbers that must differ."""

ENCODER_VERSIONS = 7_301_455
INDEX_BUILD = 7_301_456
MIGRATIONS = 7_340_033
