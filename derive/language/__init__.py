"""The safe text language: text to expression and facts, and back. Nothing is evaluated on the way.

reader   text to expression, exactly as written      writer   expression, fact and domain to text
facts    text to facts, domains and relations        data     statements to JSON-able data and back
build    a term through SymPy's own constructors     vocabulary, bounds, tokens, grammar.lark, construct
"""
