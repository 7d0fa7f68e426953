"""The rota solver: who serves when, fairly, under everything that must hold. Pure: no database."""
