"""Review: findings known again from run to run, and what people decided about them."""
