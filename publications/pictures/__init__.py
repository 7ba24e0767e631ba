"""Pictures of publications and of who writes with whom, drawn on the server for SVG."""
