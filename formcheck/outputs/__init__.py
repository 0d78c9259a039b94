"""Result → files. Nothing here measures or judges."""
