"""The sessions of open documents: which document key an opener gets, and the record of each."""
