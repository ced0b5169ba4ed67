"""Headless: a notebook executed with parameters, and the files a run leaves."""
