"""Dates in German: Django's own, with the day and its month kept on one line."""

DATE_FORMAT = "j.\u00a0F Y"
MONTH_DAY_FORMAT = "j.\u00a0F"
DATETIME_FORMAT = "j.\u00a0F Y, H:i"
SHORT_DATETIME_FORMAT = "d.m.Y, H:i"
