"""How each language writes dates and numbers, where the portal differs from Django or adds to it.

MONTH_DAY_TIME_FORMAT is the portal's own: a day and a time of this year. Every language has it.
"""
