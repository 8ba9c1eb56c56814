"""The preview's page: lessons, questions and problems beside the chat in which they are tried."""
