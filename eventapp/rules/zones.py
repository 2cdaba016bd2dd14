from enum import StrEnum
class TimeZone(StrEnum):
    AMSTERDAM = "Europe/Amsterdam"
    BRUSSELS = "Europe/Brussels"
    BERLIN = "Europe/Berlin"
    LONDON = "Europe/London"
    UTC = "UTC"
