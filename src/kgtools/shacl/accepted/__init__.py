"""Results that are known already: baselines and waivers."""
