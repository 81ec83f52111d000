"""File in: readers, outline, register, filing, watcher; makes generations."""
