"""The debrief: staged sentences, each with what it rests on."""
