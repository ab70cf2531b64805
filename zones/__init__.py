"""Cases, rules of law, decisions, and what a command post does with them."""
