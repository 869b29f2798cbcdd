print("batchlua")
