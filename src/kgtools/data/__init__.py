"""What a graph is made of: its files, its articles, and the graph that is built from them."""
