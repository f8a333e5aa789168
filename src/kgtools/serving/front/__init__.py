"""The front process: it takes requests from the network, keeps to limits, and hands them to workers."""
