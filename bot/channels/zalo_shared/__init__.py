"""What the two products of Zalo share here: calls over HTTP, lenient reading, plain text, the month's messages."""
