"""Files as rows of text: CSV, Excel and OpenDocument, whatever their encoding and shape."""
