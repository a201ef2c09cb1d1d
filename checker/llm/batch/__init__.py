"""Asking through a provider's Batch API: half the price, an answer within a day, nothing paid twice.

`client` is what a run asks; `post` sends, polls and delivers; `ledger` remembers what is out; `api` does the HTTP;
`lines` is the form of the files.
"""
