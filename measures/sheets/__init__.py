"""Files of figures, read and written once for all: txt, csv and xlsx.

Reading goes file -> grid of texts -> a sheet of what each cell said and was read as; writing goes rows -> bytes.
Pages, the API, tasks and commands call this package; it calls `measures.calculation` and `measures.choices`, and only
the part that applies a sheet to the database calls models and actions.
"""
