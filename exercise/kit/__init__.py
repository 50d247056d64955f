"""Files for people to keep: the debrief as Markdown and as one HTML file that opens offline."""
