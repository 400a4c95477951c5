// The module's first types arrive with its first commit.
