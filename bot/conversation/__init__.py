"""Incoming → Outgoing: asking, commands, access, feedback; knows no channel."""
