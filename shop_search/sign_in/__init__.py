"""The admin's door: who may try a password, how often, and with which second step."""
