"""The staff's pages: sign-in, queue, one submission, the account."""
