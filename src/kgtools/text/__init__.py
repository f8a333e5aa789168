"""Text as people see it, for terminals, reports, tables and pages alike: the one place for each rule."""
