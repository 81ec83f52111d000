"""Each channel turns its platform into questions and answers of the conversation, and back."""
