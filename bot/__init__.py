"""A chatbot that answers cadre-policy questions out of a folder of documents, with exact citations."""
