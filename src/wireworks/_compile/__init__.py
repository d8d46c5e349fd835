"""Plans turned into resolvers: interpreted at first, as generated Python once they are used again."""
