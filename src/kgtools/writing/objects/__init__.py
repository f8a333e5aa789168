"""Writers of terms as objects, one module a format: for graphs of any shape and a moderate size."""
