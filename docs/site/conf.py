"""Sphinx's configuration of the site; ``build.py`` puts the pages together and runs it."""

project = "Conflict knowledge graph"
copyright = "the conflict-kg contributors"  # noqa: A001
extensions = ["myst_parser"]
myst_heading_anchors = 4
# Blocks of code in languages that Pygments does not know are shown as they are.
suppress_warnings = ["misc.highlighting_failure"]
html_theme = "furo"
html_title = project
html_copy_source = False
html_show_sphinx = False
html_theme_options = {"top_of_page_buttons": []}
