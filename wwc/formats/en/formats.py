"""English: day before month and 24 hours, which Americans and Canadians read alike."""

DATE_FORMAT = "j F Y"
TIME_FORMAT = "H:i"
DATETIME_FORMAT = "j F Y, H:i"
YEAR_MONTH_FORMAT = "F Y"
MONTH_DAY_FORMAT = "j F"
MONTH_DAY_TIME_FORMAT = "j F, H:i"
