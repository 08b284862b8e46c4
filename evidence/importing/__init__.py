"""Bringing in what exists: rows of a manifest become what a person could have entered on the pages.

Every kind of row is registered by the room that owns it (`registry`); its rows go through that
room's own actions. A row once brought in is known by its body, kind and legacy id.
"""
