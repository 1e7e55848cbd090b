"""How much an article, and what is said about it, may hold. Documents, tables, forms, importers and the API all take
it from here.

Lengths are in characters. A document that was frozen under a limit must stay readable: they only ever grow.
"""

LINE = 500  # a title, a label, a name of a thing
PROSE = 10_000  # a statement, and the words that go with a decision
NAME = 200  # of a person, or their credentials
PERCENTAGE = 12  # with all its decimals
WAIT = 999  # of the unit of a waiting time
INTEGER = 2**31 - 1  # the largest number that a column of the database holds
DEPTH = 6  # how deep statements are nested under each other
