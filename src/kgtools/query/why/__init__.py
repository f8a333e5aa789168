"""Why a row is an answer."""
