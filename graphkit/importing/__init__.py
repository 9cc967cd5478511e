"""Rows of text as an account: what columns, words, numbers and names mean."""
