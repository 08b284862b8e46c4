"""A fictional corpus of the real one's shape, for measuring (`manage.py make_corpus`).

It stands over the demonstration case: the same bodies and people, many more witnesses. Rows are
whole and pass every constraint; the files behind them have no bytes in the vault.
"""
