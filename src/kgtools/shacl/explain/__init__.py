"""Why a result is there: messages, values found, places, nearest valid values."""
