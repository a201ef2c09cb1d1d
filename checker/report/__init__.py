"""The report's renderings: text, JSON, Markdown and one self-contained HTML file, all from ``schemas.report.Report``.

``formats`` renders, ``terminal`` prints, ``saved`` reads a report back. ``build`` makes the view that the renderings
share (``view``), so that no renderer decides anything again.
"""
