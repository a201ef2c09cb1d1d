"""The prompts, as plain text: ``<task>.system.md`` and ``<task>.user.md``, read through ``checker.prompting`` only.

They are filled by ``string.Template``: ``$name`` is replaced, ``$$`` is a dollar sign, braces are just braces.
"""
