"""Fetching: URLs that a user names in, the bytes of their pages out; only when asked for, and only from public hosts.

Call ``fetch.fetch``. It is no crawler: it asks for the pages that were named, once each, and follows no link. So it
reads no robots.txt, which speaks to crawlers; its User-Agent says what it is.
"""
