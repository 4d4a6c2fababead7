"""The tests: unit twins per room, scenarios, journeys, attacks, faults, and the architecture itself."""
